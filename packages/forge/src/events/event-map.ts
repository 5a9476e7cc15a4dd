import type { ForgeEventMap } from './generated/index.js'

/** A name that the catalogue knows. App events are known by how they start: they carry the id of the app that sends them. */
export type ForgeEventName = keyof ForgeEventMap

/** The body of an event by its name: `unknown` for a name that {@link ForgeEventMap} does not have. */
export type ForgeEventBody<N extends string> = N extends ForgeEventName ? ForgeEventMap[N] : unknown

// Declarations keep this line where they would drop an unused import. Without it a build by project references looks for
// core's sources and fails: an augmentation alone does not count as a reference.
export type { EventMap } from '@hooksmith/core'

/**
 * What a workflow post function is given. Open: Atlassian adds members.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/ ("Workflow post function"), read 2026-08.
 */
export interface ForgePostFunction {
  readonly issue: { readonly id: string, readonly key: string, readonly [member: string]: unknown }
  /** `executionId` tells this run from others. */
  readonly transition: { readonly id: string, readonly name: string, readonly executionId: string, readonly [member: string]: unknown }
  readonly workflow: { readonly id: string, readonly name: string, readonly [member: string]: unknown }
  /** Account id of the user who moved the issue. */
  readonly atlassianId?: string
  readonly changelog?: readonly unknown[]
  readonly comment?: unknown
  /** What the administrator set, in the form that the app's own UI gave it. */
  readonly configuration?: unknown
  readonly postFunction: { readonly id: string, readonly key: string, readonly [member: string]: unknown }
  readonly [member: string]: unknown
}

declare module '@hooksmith/core' {
  interface EventMap extends ForgeEventMap {
    [name: `forge:postFunction:${string}`]: ForgePostFunction
  }
}
