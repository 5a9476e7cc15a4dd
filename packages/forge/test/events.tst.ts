/**
 * Compile-time promises of `@hooksmith/forge/events`: the build of the tests is the test. Each `@ts-expect-error` fails
 * the build when its line compiles.
 */
import '@hooksmith/forge/events'
import type { EventMap, EventPayload, PluginRouter } from '@hooksmith/core'
import type { ForgeEventBody, ForgeEventMap, ForgeEventName } from '@hooksmith/forge/events'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const holds = <Claim extends true>(_claim?: Claim): void => {}

// Core's open map knows Forge's names, and what others add beside them.
declare module '@hooksmith/core' {
  interface EventMap { 'acme:order:paid': { readonly orderId: string } }
}
holds<Same<EventMap['avi:confluence:created:comment'], ForgeEventMap['avi:confluence:created:comment']>>()
holds<Same<EventPayload<'acme:order:paid'>, { readonly orderId: string }>>()

// A known name gives typed data.
type Comment = EventPayload<'avi:confluence:created:comment'>
holds<Same<Comment['eventType'], 'avi:confluence:created:comment'>>()
holds<Same<Comment['content']['id'], string>>()
holds<Same<EventPayload<'avi:confluence:created:page'>['content']['id'], string>>()

// An unknown name, and an unknown member of a known body, give unknown and never any.
holds<Same<EventPayload<'avi:confluence:invented:page'>, unknown>>()
holds<Same<ForgeEventBody<'avi:confluence:invented:page'>, unknown>>()
holds<Same<ForgeEventBody<string>, unknown>>()
holds<Same<Comment['invented'], unknown>>()
holds<Same<Comment['content']['invented'], unknown>>()

// App events are known by how they start.
type AppEventName = 'avi:cloud:ecosystem::event/4a1d/build-done'
holds<AppEventName extends ForgeEventName ? true : false>()
holds<Same<ForgeEventBody<AppEventName>['environmentId'], string>>()

// The differences between documentation and wire that a reader would get wrong.
holds<Same<Comment['content']['space']['id'], number>>()
holds<Same<Comment['content']['container']['id'], string | number>>()
type Upload = ForgeEventBody<'avi:confluence:created:attachment'>
holds<Same<Upload['attachment']['extensions']['fileSize'], string | number>>()
type Updated = ForgeEventBody<'avi:jira:updated:issue'>
holds<Same<NonNullable<NonNullable<Updated['associatedUsers']>['associatedUsers']>[number]['accountId'], string>>()
holds<Same<NonNullable<Updated['associatedStatuses']>[number]['name'], string>>()
holds<Same<ForgeEventBody<'avi:jira-software:created:board'>['board']['id'], string | number>>()
holds<Same<ForgeEventBody<'avi:forge:installed:app'>['eventType'], 'avi:forge:installed:app' | undefined>>()

/** A changelog item without the member still has the inherited function. */
export function changedTo (body: Updated): string | undefined {
  const value = body.changelog?.items[0]?.toString
  holds<Same<typeof value, string | null | undefined | (() => string)>>()
  return typeof value === 'string' ? value : undefined
}

/** A handler's event is typed by the name it is registered for. */
export function register (router: PluginRouter): void {
  router.on('avi:confluence:created:comment', { id: 'typed' }, async (event) => {
    holds<Same<typeof event.data.content.id, string>>()
    // @ts-expect-error - the type of a body is read only
    event.data.content.id = ''
  })
  router.on(['avi:jira:deleted:issue', 'avi:jira:commented:issue'], { id: 'either' }, async (event) => {
    if (event.data.eventType === 'avi:jira:deleted:issue') return
    holds<Same<typeof event.data, ForgeEventBody<'avi:jira:commented:issue'>>>()
  })
  router.on('acme:unheard:of', { id: 'untyped' }, async (event) => {
    // @ts-expect-error - unknown has no members
    event.data.content.toString()
  })
}
