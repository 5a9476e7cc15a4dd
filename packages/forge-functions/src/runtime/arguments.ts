import type { EventEnvelope, HandlerContext, RetryContext } from '@hooksmith/core'

/** Triggers whose functions get the same small body (https://developer.atlassian.com/platform/forge/events-reference/scheduled-trigger/, read 2026-08). */
const CALL = /^forge:(?:scheduled|preUninstall):(.+)$/
/** Reasons of the router for which Forge has a code of its own. */
const TIMED_OUT = /^HKS_ERR_HANDLER_(?:TIMEOUT|ABANDONED)\b/

/**
 * The first argument of a function: a copy of the event as Forge hands it to one, with `retryContext` from the second attempt on.
 *
 * What Forge's own redelivery to this server said stays out of it: it is in `event.redelivery`.
 */
export function payloadOf (event: EventEnvelope, { retryContext }: Pick<HandlerContext, 'retryContext'>): unknown {
  const body: unknown = structuredClone(event.data)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const { retryContext: _, ...members }: NamedMembers & { readonly retryContext?: unknown } = body
  return { ...members, ...shapeOf(event, members), ...retryContext === undefined ? {} : { retryContext: forgeRetry(retryContext) } }
}

interface NamedMembers { readonly eventType?: unknown, readonly specversion?: unknown, readonly context?: unknown }

/** What the body of an event to a remote can lack, and a function finds. */
function shapeOf (event: EventEnvelope, members: NamedMembers): object {
  const [, moduleKey] = CALL.exec(event.type) ?? []
  if (moduleKey !== undefined) {
    const { context } = members
    return { context: { ...textIn(event, 'cloudid', 'cloudId'), moduleKey, ...typeof context === 'object' ? context : {} } }
  }
  const isNamed = !event.type.startsWith('avi:') || members.eventType !== undefined || members.specversion !== undefined
  return isNamed ? {} : { eventType: event.type }
}

function forgeRetry ({ retryCount, retryReason, retryData }: RetryContext): RetryContext {
  return { retryCount, retryReason: TIMED_OUT.test(retryReason) ? 'FUNCTION_TIME_OUT' : retryReason, retryData: structuredClone(retryData) }
}

/** The second argument of a function of Forge. */
export interface FunctionContext {
  /** ARI of the site or workspace; absent where the event tells neither. */
  readonly installContext?: string
  readonly workspaceId?: string
  /** Only for paid apps in production, and only whether it is active. */
  readonly license?: { readonly active: boolean, readonly isActive: boolean }
  readonly installation?: {
    readonly ari: { readonly installationId: string, toString (): string }
    readonly contexts: ReadonlyArray<{ readonly cloudId?: string, readonly workspaceId?: string, toString (): string }>
  }
}

/**
 * The second argument of a function, as far as an event to a remote tells it: no `principal`, since no user sits behind an event.
 *
 * Source: https://developer.atlassian.com/platform/forge/function-reference/arguments/, read 2026-08.
 */
export function contextOf (event: EventEnvelope): FunctionContext {
  const site = siteOf(event)
  const workspace = textIn(event, 'workspaceid', 'workspaceId')
  const installationId = textIn(event, 'installation', 'installationId').installationId
  const contexts = site === undefined ? [] : [{ ...textIn(event, 'cloudid', 'cloudId'), ...workspace, toString: () => site }]
  const ari = `ari:cloud:ecosystem::installation/${installationId ?? ''}`
  return {
    ...site === undefined ? {} : { installContext: site },
    ...workspace,
    ...typeof event['licensed'] === 'boolean' ? { license: { active: event['licensed'], isActive: event['licensed'] } } : {},
    ...installationId === undefined ? {} : { installation: { ari: { installationId, toString: () => ari }, contexts } }
  }
}

/** Lifecycle events name the site; of others it follows from the API's base and the ids that the token proves. */
function siteOf (event: EventEnvelope): string | undefined {
  const { data } = event
  const named = typeof data === 'object' && data !== null && 'context' in data ? data.context : undefined
  if (typeof named === 'string' && named.startsWith('ari:')) return named
  const { base = '' } = textIn(event, 'apibaseurl', 'base')
  const { workspaceId } = textIn(event, 'workspaceid', 'workspaceId')
  if (workspaceId !== undefined) return `ari:cloud:bitbucket::workspace/${workspaceId}`
  const [, product, cloudId] = /\/ex\/([a-z-]+)\/([\w-]+)\/?$/.exec(base) ?? []
  return product === undefined || cloudId === undefined ? undefined : `ari:cloud:${product}::site/${cloudId}`
}

function textIn<Name extends string> (event: EventEnvelope, attribute: string, name: Name): { readonly [N in Name]?: string } {
  const value = event[attribute]
  // An object with the one member that the type names.
  return typeof value === 'string' ? { [name]: value } as { readonly [N in Name]?: string } : {}
}
