import { isMembers, type Members } from '../decoder/body.js'
import { factsOf } from '../installations/record.js'
import type { ForgeInstallation, ForgeRequestCalls } from '../client/context.js'
import type { ForgeCaller } from '../verifier/caller.js'

/**
 * The license that a token states: for paid apps in production only. `active` is filled in from the older `isActive`, and `type` is in upper case, whichever
 * form came. Open: Atlassian adds members.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/essentials/ ("App license"), read 2026-08.
 */
export interface ForgeLicense {
  readonly active?: boolean
  readonly billingPeriod?: string
  /** `capabilityStandard` or `capabilityAdvanced`. */
  readonly capabilitySet?: string
  readonly ccpEntitlementId?: string
  readonly ccpEntitlementSlug?: string
  readonly isEvaluation?: boolean
  /** ISO 8601. */
  readonly subscriptionEndDate?: string
  /** ISO 8601. */
  readonly trialEndDate?: string
  /** `COMMERCIAL`, `COMMUNITY`, `ACADEMIC` or `DEVELOPER`. */
  readonly type?: string
  readonly [member: string]: unknown
}

/**
 * Where a module of a UI stands, as its token says; calls from functions have none. Open: each kind of module has members of its own.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/essentials/ ("The Forge Invocation Token"), read 2026-08.
 */
export interface ForgeModuleContext {
  readonly cloudId?: string
  readonly workspaceId?: string
  /** For people, never for calls to an API. */
  readonly siteUrl?: string
  readonly moduleKey?: string
  readonly localId?: string
  /** For a macro for example `{ type: 'macro', content: { id }, space: { id, key } }`. */
  readonly extension?: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}

/**
 * What handlers of endpoints find in `ctx.forge`: who calls, and calls back for them. The calls end with the endpoint's time, and carry on the
 * trace of the request; a limit of Atlassian's that they meet is answered with 503 and `Retry-After` where the handler lets the error pass.
 */
export interface ForgeEndpointContext extends Omit<ForgeRequestCalls, 'end'> {
  readonly installation: ForgeInstallation
  /** Who made the call: the UI's module, or the endpoint for calls of functions and of the platform. */
  readonly module: { readonly key: string, readonly type: string }
  /** Account id of the user who sits there; absent for anonymous visitors and for calls of functions. */
  readonly principal?: string
  readonly license?: ForgeLicense
  readonly context?: ForgeModuleContext
}

declare module '@hooksmith/core' {
  interface EndpointContext {
    /** There for endpoints whose guard is the Forge receiver's. */
    readonly forge: ForgeEndpointContext
  }
}

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string'
const isYesOrNo: Check = (value) => typeof value === 'boolean'

const LICENSE: Readonly<Record<string, Check>> = {
  active: isYesOrNo,
  billingPeriod: isText,
  capabilitySet: isText,
  ccpEntitlementId: isText,
  ccpEntitlementSlug: isText,
  isEvaluation: isYesOrNo,
  subscriptionEndDate: isText,
  trialEndDate: isText,
  type: isText
}
const CONTEXT: Readonly<Record<string, Check>> = {
  cloudId: isText, workspaceId: isText, siteUrl: isText, moduleKey: isText, localId: isText, extension: isMembers
}

/** What the token of a call says, in the types that handlers rely on: members of other types read as absent. */
export function endpointContextOf (caller: ForgeCaller, { asApp, asUser, storage }: ForgeRequestCalls): ForgeEndpointContext {
  const { moduleKey, moduleType, principal, license, context } = caller
  return {
    installation: factsOf(caller),
    module: { key: moduleKey, type: moduleType },
    ...principal === undefined ? {} : { principal },
    ...license === undefined ? {} : { license: licenseOf(license) },
    ...context === undefined ? {} : { context: typed(context, CONTEXT) },
    asApp,
    asUser,
    storage
  }
}

function licenseOf (given: Members): ForgeLicense {
  const license: ForgeLicense = typed({ ...given, active: given['active'] ?? given['isActive'] }, LICENSE)
  return license.type === undefined ? license : { ...license, type: license.type.toUpperCase() }
}

/** Without the members that are none of the type that is told of them. */
function typed (given: Members, checks: Readonly<Record<string, Check>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    return value !== undefined && (check === undefined || check(value))
  }))
}
