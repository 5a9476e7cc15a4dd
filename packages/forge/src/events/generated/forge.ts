// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.

/** id is the bare app UUID, not the ARI. */
export interface ForgeApp {
  readonly id: string
  readonly version: string
  readonly name?: string
  readonly ownerAccountId?: string
  readonly [key: string]: unknown
}

export interface ForgeEnvironment {
  readonly id: string
  readonly [key: string]: unknown
}

export interface ForgePermissions {
  readonly scopes?: readonly string[]
  readonly external?: unknown
  readonly [key: string]: unknown
}

/** Added on redelivery. Remote reasons: INVALID_REMOTE_INVOCATION_ERROR, TIMEOUT_ERROR, INVALID_FORGE_INVOCATION_TOKEN; retryData is always null for remotes. */
export interface ForgeRetryContext {
  readonly retryCount: number
  readonly retryReason: string
  readonly retryData?: unknown
  readonly [key: string]: unknown
}

/**
 * Forge app: installed. `avi:forge:installed:app`
 *
 * Scopes: none needed.
 * Evidence: documented, members of its entities included.
 *
 * id is the bare installation UUID; the invocation token carries ari:cloud:ecosystem::installation/<uuid>.
 * eventType and context are shown in the official guide to remote agents for Jira but are absent from the life cycle reference page: treat both as optional and fall back to the invocation token for the tenant.
 * The app user may not have its permissions yet: first API calls can return 401/403 for minutes.
 * permissions has been observed on installed as well.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/life-cycle/
 * Source: https://developer.atlassian.com/platform/forge/remote-agents-in-jira/ (installation trigger event reference)
 */
export interface ForgeInstalledApp {
  readonly id: string
  readonly app: ForgeApp
  readonly environment?: ForgeEnvironment
  readonly eventType?: 'avi:forge:installed:app'
  readonly context?: string
  readonly permissions?: ForgePermissions
  readonly installerAccountId?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Forge app: upgraded. `avi:forge:upgraded:app`
 *
 * Scopes: none needed.
 * Evidence: documented, members of its entities included.
 *
 * Only for major version upgrades.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/life-cycle/
 */
export interface ForgeUpgradedApp {
  readonly id: string
  readonly app: ForgeApp
  readonly environment?: ForgeEnvironment
  readonly eventType?: 'avi:forge:upgraded:app'
  readonly context?: string
  readonly permissions?: ForgePermissions
  readonly upgraderAccountId?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Forge app_access_to_objects: blocked. `avi:ecosystem.app_policy:blocked:app_access_to_objects.v2`
 *
 * Scopes: none needed.
 * Evidence: documented, members of its entities included.
 *
 * CloudEvents envelope: the name is in "type", there is no eventType. The published AsyncAPI document binds it to POST with content type application/cloudevents+json; charset=UTF-8.
 * "id" is a unique event id: the only product event with one.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/data-security-policy-events/
 */
export interface EcosystemAppPolicyBlockedAppAccessToObjectsV2 {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: 'avi:ecosystem.app_policy:blocked:app_access_to_objects.v2'
  /** A date-time of RFC 3339. */
  readonly time: string
  readonly data: {
    readonly workspace: {
      readonly cloudId: string
      readonly [key: string]: unknown
    }
    readonly objects: readonly {
      readonly product: string
      readonly type: string
      readonly ids: readonly string[]
      readonly [key: string]: unknown
    }[]
    readonly [key: string]: unknown
  }
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Forge app_access_to_objects_in_container: blocked. `avi:ecosystem.app_policy:blocked:app_access_to_objects_in_container.v2`
 *
 * Scopes: none needed.
 * Evidence: documented, members of its entities included.
 *
 * CloudEvents envelope: the name is in "type", there is no eventType. The published AsyncAPI document binds it to POST with content type application/cloudevents+json; charset=UTF-8.
 * "id" is a unique event id: the only product event with one.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/data-security-policy-events/
 */
export interface EcosystemAppPolicyBlockedAppAccessToObjectsInContainerV2 {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: 'avi:ecosystem.app_policy:blocked:app_access_to_objects_in_container.v2'
  /** A date-time of RFC 3339. */
  readonly time: string
  readonly data: {
    readonly workspace: {
      readonly cloudId: string
      readonly [key: string]: unknown
    }
    readonly container: {
      readonly product: string
      readonly id: string
      readonly [key: string]: unknown
    }
    readonly [key: string]: unknown
  }
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Forge event: published. `avi:cloud:ecosystem::event/{app-id}/{module-key}`
 *
 * Scopes: unknown.
 * Evidence: example only.
 *
 * A name pattern, not a literal name. Custom payload cannot be added by the publisher. Preview feature.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/app-events/
 */
export interface CloudEcosystemEvent {
  readonly workspaceId: string
  /** Matches `^avi:cloud:ecosystem::event/[0-9a-f-]{36}/[a-zA-Z0-9_-]+$`. */
  readonly eventType: string
  readonly name: string
  readonly environmentId: string
  readonly environmentType: string
  readonly environmentKey: string
  readonly context?: unknown
  readonly contextToken?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/** Forge events: name to body. */
export interface ForgePlatformEventMap {
  'avi:forge:installed:app': ForgeInstalledApp
  'avi:forge:upgraded:app': ForgeUpgradedApp
  'avi:ecosystem.app_policy:blocked:app_access_to_objects.v2': EcosystemAppPolicyBlockedAppAccessToObjectsV2
  'avi:ecosystem.app_policy:blocked:app_access_to_objects_in_container.v2': EcosystemAppPolicyBlockedAppAccessToObjectsInContainerV2
  [name: `avi:cloud:ecosystem::event/${string}`]: CloudEcosystemEvent
}
