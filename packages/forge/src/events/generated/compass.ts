// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.
import type { ForgeRetryContext } from './forge.js'

/**
 * Compass component_link: created. `avi:compass:created:component_link`
 *
 * Scopes: granular `read:component:compass`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/compass/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface CompassCreatedComponentLink {
  readonly eventType: 'avi:compass:created:component_link'
  readonly selfGenerated?: boolean
  readonly component: {
    readonly id: string
    readonly [key: string]: unknown
  }
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Compass component_link: updated. `avi:compass:updated:component_link`
 *
 * Scopes: granular `read:component:compass`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/compass/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface CompassUpdatedComponentLink {
  readonly eventType: 'avi:compass:updated:component_link'
  readonly selfGenerated?: boolean
  readonly component: {
    readonly id: string
    readonly [key: string]: unknown
  }
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Compass component_link: deleted. `avi:compass:deleted:component_link`
 *
 * Scopes: granular `read:component:compass`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/compass/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface CompassDeletedComponentLink {
  readonly eventType: 'avi:compass:deleted:component_link'
  readonly selfGenerated?: boolean
  readonly component: {
    readonly id: string
    readonly [key: string]: unknown
  }
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/** Compass events: name to body. */
export interface CompassEventMap {
  'avi:compass:created:component_link': CompassCreatedComponentLink
  'avi:compass:updated:component_link': CompassUpdatedComponentLink
  'avi:compass:deleted:component_link': CompassDeletedComponentLink
}
