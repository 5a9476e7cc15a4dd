// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.
import type { ForgeRetryContext } from './forge.js'

/**
 * Jira Service Management request-type: created. `avi:jsm-entity:created:request-type`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:requesttype:jira-service-management`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * sequenceNumber is meant for ordering.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-service-management/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityCreatedRequestType {
  readonly eventType: 'avi:jsm-entity:created:request-type'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management request-type: updated. `avi:jsm-entity:updated:request-type`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:requesttype:jira-service-management`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * sequenceNumber is meant for ordering.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-service-management/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityUpdatedRequestType {
  readonly eventType: 'avi:jsm-entity:updated:request-type'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management request-type: deleted. `avi:jsm-entity:deleted:request-type`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:requesttype:jira-service-management`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * sequenceNumber is meant for ordering.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-service-management/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityDeletedRequestType {
  readonly eventType: 'avi:jsm-entity:deleted:request-type'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management portal: created. `avi:jsm-entity:created:portal`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:servicedesk:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityCreatedPortal {
  readonly eventType: 'avi:jsm-entity:created:portal'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management portal: updated. `avi:jsm-entity:updated:portal`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:servicedesk:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityUpdatedPortal {
  readonly eventType: 'avi:jsm-entity:updated:portal'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management request-type-group: created. `avi:jsm-entity:created:request-type-group`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:requesttype:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityCreatedRequestTypeGroup {
  readonly eventType: 'avi:jsm-entity:created:request-type-group'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management request-type-group: updated. `avi:jsm-entity:updated:request-type-group`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:requesttype:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityUpdatedRequestTypeGroup {
  readonly eventType: 'avi:jsm-entity:updated:request-type-group'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management request-type-group: deleted. `avi:jsm-entity:deleted:request-type-group`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:requesttype:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityDeletedRequestTypeGroup {
  readonly eventType: 'avi:jsm-entity:deleted:request-type-group'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management service-desk: created. `avi:jsm-entity:created:service-desk`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:servicedesk:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityCreatedServiceDesk {
  readonly eventType: 'avi:jsm-entity:created:service-desk'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management service-desk: updated. `avi:jsm-entity:updated:service-desk`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:servicedesk:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityUpdatedServiceDesk {
  readonly eventType: 'avi:jsm-entity:updated:service-desk'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Service Management service-desk: deleted. `avi:jsm-entity:deleted:service-desk`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:servicedesk:jira-service-management`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map only; payload assumed equal to the request-type events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JsmEntityDeletedServiceDesk {
  readonly eventType: 'avi:jsm-entity:deleted:service-desk'
  readonly entityId: string
  readonly entityType: string
  readonly activationId: string
  readonly entityUpdateTimeStamp: string
  readonly sequenceNumber: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/** Jira Service Management events: name to body. */
export interface JiraServiceManagementEventMap {
  'avi:jsm-entity:created:request-type': JsmEntityCreatedRequestType
  'avi:jsm-entity:updated:request-type': JsmEntityUpdatedRequestType
  'avi:jsm-entity:deleted:request-type': JsmEntityDeletedRequestType
  'avi:jsm-entity:created:portal': JsmEntityCreatedPortal
  'avi:jsm-entity:updated:portal': JsmEntityUpdatedPortal
  'avi:jsm-entity:created:request-type-group': JsmEntityCreatedRequestTypeGroup
  'avi:jsm-entity:updated:request-type-group': JsmEntityUpdatedRequestTypeGroup
  'avi:jsm-entity:deleted:request-type-group': JsmEntityDeletedRequestTypeGroup
  'avi:jsm-entity:created:service-desk': JsmEntityCreatedServiceDesk
  'avi:jsm-entity:updated:service-desk': JsmEntityUpdatedServiceDesk
  'avi:jsm-entity:deleted:service-desk': JsmEntityDeletedServiceDesk
}
