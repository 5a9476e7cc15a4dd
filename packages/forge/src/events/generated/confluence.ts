// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.
import type { ForgeRetryContext } from './forge.js'

export interface ConfluenceImage {
  readonly path: string
  readonly width: number
  readonly height: number
  readonly isDefault: boolean
  readonly [key: string]: unknown
}

/** username, email, displayName and publicName carry the accountId, never the real personal data. */
export interface ConfluenceUser {
  readonly type: 'known' | 'unknown' | 'anonymous' | 'user'
  readonly username?: string
  readonly accountId?: string
  readonly accountType?: 'atlassian' | 'app'
  readonly email?: string
  readonly profilePicture?: ConfluenceImage
  readonly displayName?: string
  readonly publicName?: string
  readonly isExternalCollaborator?: boolean
  readonly [key: string]: unknown
}

export interface ConfluenceHistory {
  readonly latest?: boolean
  readonly createdBy: ConfluenceUser
  readonly ownedBy?: ConfluenceUser
  /** A date-time of RFC 3339. */
  readonly createdDate: string
  readonly [key: string]: unknown
}

export interface ConfluenceVersion {
  readonly by: ConfluenceUser
  /** A date-time of RFC 3339. */
  readonly when: string
  readonly number: number
  readonly [key: string]: unknown
}

export interface ConfluenceLabel {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly [key: string]: unknown
}

export interface ConfluenceHomepage {
  readonly id: string
  readonly type: string
  readonly title: string
  readonly status: string
  readonly [key: string]: unknown
}

/** history: on space events, space-level label events and relation ends; homepage: label and relation events only; labels: space-level label events only. */
export interface ConfluenceSpace {
  readonly id: number
  readonly key: string
  readonly alias: string
  readonly name: string
  readonly type: 'global' | 'personal'
  readonly icon?: ConfluenceImage
  readonly status: 'current' | 'archived'
  readonly history?: ConfluenceHistory
  readonly homepage?: ConfluenceHomepage
  readonly labels?: readonly ConfluenceLabel[]
  readonly [key: string]: unknown
}

/** type: page | blogpost | whiteboard | database | embed | folder. subType "live" only for live docs. */
export interface ConfluenceContent {
  readonly id: string
  readonly type: string
  readonly subType?: 'live'
  readonly status: 'current' | 'trashed' | 'historical' | 'draft' | 'archived'
  readonly title: string
  readonly space: ConfluenceSpace
  readonly history: ConfluenceHistory
  readonly version?: ConfluenceVersion
  readonly labels?: readonly ConfluenceLabel[]
  readonly [key: string]: unknown
}

export interface ConfluenceAncestor {
  readonly id: string
  readonly type: string
  readonly status: string
  readonly title: string
  readonly history: ConfluenceHistory
  readonly [key: string]: unknown
}

/** Type reference says id:number for comments and custom content, the examples show strings. */
export interface ConfluenceContainer {
  readonly id: string | number
  readonly type: string
  readonly status: string
  readonly title: string
  readonly history: ConfluenceHistory
  readonly version?: ConfluenceVersion
  readonly space?: ConfluenceSpace
  readonly [key: string]: unknown
}

/** ancestors: newest first; empty array for a top-level comment. */
export interface ConfluenceComment {
  readonly id: string
  readonly type: 'comment'
  readonly status: 'current' | 'trashed' | 'historical' | 'draft'
  readonly title: string
  readonly space: ConfluenceSpace
  readonly history: ConfluenceHistory
  readonly version: ConfluenceVersion
  readonly ancestors: readonly ConfluenceAncestor[]
  readonly container: ConfluenceContainer
  readonly extensions: {
    readonly location: 'footer' | 'inline'
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

export interface ConfluenceAttachment {
  readonly id: string
  readonly type: 'attachment'
  readonly status: 'current' | 'trashed' | 'historical' | 'archived'
  readonly title: string
  readonly space: ConfluenceSpace
  readonly history: ConfluenceHistory
  readonly version: ConfluenceVersion
  readonly container: ConfluenceContainer
  readonly extensions: {
    readonly mediaType: string
    readonly fileSize: string | number
    readonly mediaTypeDescription: string
    readonly fileId: string
    readonly collectionName?: string
    readonly downloadPath: string
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

/** type is the full custom content type, e.g. forge:<appId>:<envId>:<moduleKey>. container absent for space-level content. */
export interface ConfluenceCustomContent {
  readonly id: string | number
  readonly type: string
  readonly status: string
  readonly title: string
  readonly space: ConfluenceSpace
  readonly history: ConfluenceHistory
  readonly version?: ConfluenceVersion
  readonly container?: ConfluenceContainer
  readonly [key: string]: unknown
}

export interface ConfluenceTask {
  readonly id: number
  readonly uuid: string | null
  readonly status: 'complete' | 'incomplete'
  readonly statusAsString: 'CHECKED' | 'UNCHECKED'
  readonly assignee: string | null
  readonly dueDate: string | null
  readonly [key: string]: unknown
}

export interface ConfluenceTemplate {
  readonly templateId: string
  readonly name: string
  readonly description: string
  readonly templateType: 'page' | 'blueprint'
  readonly space?: ConfluenceSpace
  readonly labels: readonly ConfluenceLabel[]
  readonly [key: string]: unknown
}

export interface ConfluenceGroup {
  readonly id: string
  readonly name: string
  readonly [key: string]: unknown
}

export interface ConfluenceEntityWrapper {
  readonly content?: ConfluenceContent
  readonly space?: ConfluenceSpace
  readonly user?: ConfluenceUser
  readonly [key: string]: unknown
}

export interface ConfluenceRelationData {
  readonly createdBy: ConfluenceUser
  /** A date-time of RFC 3339. */
  readonly createdDate: string
  readonly [key: string]: unknown
}

/**
 * Confluence page: created. `avi:confluence:created:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedPage {
  readonly eventType: 'avi:confluence:created:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: updated. `avi:confluence:updated:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * updateTrigger values are not enumerated in the documentation; "edit_page" in the sample is an assumption.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUpdatedPage {
  readonly eventType: 'avi:confluence:updated:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: liked. `avi:confluence:liked:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceLikedPage {
  readonly eventType: 'avi:confluence:liked:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: viewed. `avi:confluence:viewed:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceViewedPage {
  readonly eventType: 'avi:confluence:viewed:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: archived. `avi:confluence:archived:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceArchivedPage {
  readonly eventType: 'avi:confluence:archived:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: unarchived. `avi:confluence:unarchived:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUnarchivedPage {
  readonly eventType: 'avi:confluence:unarchived:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: moved. `avi:confluence:moved:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceMovedPage {
  readonly eventType: 'avi:confluence:moved:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly prevContent: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: copied. `avi:confluence:copied:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCopiedPage {
  readonly eventType: 'avi:confluence:copied:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly originContentId: string | number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: children_reordered. `avi:confluence:children_reordered:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceChildrenReorderedPage {
  readonly eventType: 'avi:confluence:children_reordered:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly oldSortedChildPageIds: readonly (string | number)[]
  readonly newSortedChildPageIds: readonly (string | number)[]
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: permissions_updated. `avi:confluence:permissions_updated:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedPage {
  readonly eventType: 'avi:confluence:permissions_updated:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: trashed. `avi:confluence:trashed:page`
 *
 * Scopes: classic `read:confluence-content.summary`, `write:confluence-content`, or granular `read:page:confluence`, `write:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Needs a write scope in addition to the read scope. Deleting a space does not emit one event per page.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceTrashedPage {
  readonly eventType: 'avi:confluence:trashed:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: restored. `avi:confluence:restored:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceRestoredPage {
  readonly eventType: 'avi:confluence:restored:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: deleted. `avi:confluence:deleted:page`
 *
 * Scopes: classic `read:confluence-content.summary`, `write:confluence-content`, or granular `read:page:confluence`, `write:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Needs a write scope in addition to the read scope. Deleting a space does not emit one event per page.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedPage {
  readonly eventType: 'avi:confluence:deleted:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: initialized. `avi:confluence:initialized:page`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * Listed in the documentation, absent from the scope map: the CLI does not check scopes for it.
 * Live doc created.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceInitializedPage {
  readonly eventType: 'avi:confluence:initialized:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: started. `avi:confluence:started:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * updateTrigger values are not enumerated in the documentation; "edit_page" in the sample is an assumption.
 * Live doc: end of the first edit session.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceStartedPage {
  readonly eventType: 'avi:confluence:started:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: snapshotted. `avi:confluence:snapshotted:page`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:page:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * updateTrigger values are not enumerated in the documentation; "edit_page" in the sample is an assumption.
 * Live doc: end of a later edit session.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceSnapshottedPage {
  readonly eventType: 'avi:confluence:snapshotted:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence page: published. `avi:confluence:published:page`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * updateTrigger values are not enumerated in the documentation; "edit_page" in the sample is an assumption.
 * Listed in the documentation, absent from the scope map: the CLI does not check scopes for it.
 * Live doc converted to a page.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluencePublishedPage {
  readonly eventType: 'avi:confluence:published:page'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: created. `avi:confluence:created:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedBlogpost {
  readonly eventType: 'avi:confluence:created:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: updated. `avi:confluence:updated:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUpdatedBlogpost {
  readonly eventType: 'avi:confluence:updated:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: liked. `avi:confluence:liked:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceLikedBlogpost {
  readonly eventType: 'avi:confluence:liked:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: viewed. `avi:confluence:viewed:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceViewedBlogpost {
  readonly eventType: 'avi:confluence:viewed:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: permissions_updated. `avi:confluence:permissions_updated:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedBlogpost {
  readonly eventType: 'avi:confluence:permissions_updated:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: trashed. `avi:confluence:trashed:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, `write:confluence-content`, or granular `read:blogpost:confluence`, `write:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Needs a write scope in addition to the read scope.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceTrashedBlogpost {
  readonly eventType: 'avi:confluence:trashed:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: restored. `avi:confluence:restored:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceRestoredBlogpost {
  readonly eventType: 'avi:confluence:restored:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence blogpost: deleted. `avi:confluence:deleted:blogpost`
 *
 * Scopes: classic `read:confluence-content.summary`, `write:confluence-content`, or granular `read:blogpost:confluence`, `write:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Needs a write scope in addition to the read scope.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedBlogpost {
  readonly eventType: 'avi:confluence:deleted:blogpost'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence whiteboard: created. `avi:confluence:created:whiteboard`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCreatedWhiteboard {
  readonly eventType: 'avi:confluence:created:whiteboard'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence whiteboard: moved. `avi:confluence:moved:whiteboard`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceMovedWhiteboard {
  readonly eventType: 'avi:confluence:moved:whiteboard'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly prevContent?: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence whiteboard: copied. `avi:confluence:copied:whiteboard`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCopiedWhiteboard {
  readonly eventType: 'avi:confluence:copied:whiteboard'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly originContentId?: string | number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence whiteboard: permissions_updated. `avi:confluence:permissions_updated:whiteboard`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:whiteboard:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedWhiteboard {
  readonly eventType: 'avi:confluence:permissions_updated:whiteboard'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence database: created. `avi:confluence:created:database`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCreatedDatabase {
  readonly eventType: 'avi:confluence:created:database'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence database: moved. `avi:confluence:moved:database`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceMovedDatabase {
  readonly eventType: 'avi:confluence:moved:database'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly prevContent?: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence database: copied. `avi:confluence:copied:database`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCopiedDatabase {
  readonly eventType: 'avi:confluence:copied:database'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly originContentId?: string | number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence database: permissions_updated. `avi:confluence:permissions_updated:database`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:database:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedDatabase {
  readonly eventType: 'avi:confluence:permissions_updated:database'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence embed: created. `avi:confluence:created:embed`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCreatedEmbed {
  readonly eventType: 'avi:confluence:created:embed'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence embed: moved. `avi:confluence:moved:embed`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceMovedEmbed {
  readonly eventType: 'avi:confluence:moved:embed'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly prevContent?: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence embed: copied. `avi:confluence:copied:embed`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCopiedEmbed {
  readonly eventType: 'avi:confluence:copied:embed'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly originContentId?: string | number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence folder: created. `avi:confluence:created:folder`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCreatedFolder {
  readonly eventType: 'avi:confluence:created:folder'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence folder: moved. `avi:confluence:moved:folder`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceMovedFolder {
  readonly eventType: 'avi:confluence:moved:folder'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly prevContent?: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence folder: copied. `avi:confluence:copied:folder`
 *
 * Scopes: classic `read:confluence-content.summary`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCopiedFolder {
  readonly eventType: 'avi:confluence:copied:folder'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly originContentId?: string | number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence folder: permissions_updated. `avi:confluence:permissions_updated:folder`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:folder:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The documentation states that the page payload format is shared; prevContent/originContentId are only documented for pages.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedFolder {
  readonly eventType: 'avi:confluence:permissions_updated:folder'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence embed: permissions_updated. `avi:confluence:permissions_updated:embed`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:embed:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Not described in the documentation; payload assumed equal to its sibling events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedEmbed {
  readonly eventType: 'avi:confluence:permissions_updated:embed'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence comment: permissions_updated. `avi:confluence:permissions_updated:comment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:comment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:custom-content:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Not described in the documentation; payload assumed equal to its sibling events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedComment {
  readonly eventType: 'avi:confluence:permissions_updated:comment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: permissions_updated. `avi:confluence:permissions_updated:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:comment:confluence`, `read:custom-content:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Not described in the documentation; payload assumed equal to its sibling events.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedAttachment {
  readonly eventType: 'avi:confluence:permissions_updated:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment?: ConfluenceAttachment
  readonly content?: unknown
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence task: created. `avi:confluence:created:task`
 *
 * Scopes: classic `read:confluence-content.all`, or granular `read:inlinetask:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedTask {
  readonly eventType: 'avi:confluence:created:task'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly task: ConfluenceTask
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence task: updated. `avi:confluence:updated:task`
 *
 * Scopes: classic `read:confluence-content.all`, or granular `read:inlinetask:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUpdatedTask {
  readonly eventType: 'avi:confluence:updated:task'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly task: ConfluenceTask
  readonly content: ConfluenceContent
  readonly oldTask: ConfluenceTask
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence task: removed. `avi:confluence:removed:task`
 *
 * Scopes: classic `read:confluence-content.all`, or granular `read:inlinetask:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceRemovedTask {
  readonly eventType: 'avi:confluence:removed:task'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly task: ConfluenceTask
  readonly content: ConfluenceContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence comment: created. `avi:confluence:created:comment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:comment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The comment body is not in the payload: read it through REST.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedComment {
  readonly eventType: 'avi:confluence:created:comment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence comment: updated. `avi:confluence:updated:comment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:comment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The comment body is not in the payload: read it through REST.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUpdatedComment {
  readonly eventType: 'avi:confluence:updated:comment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceComment
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence comment: liked. `avi:confluence:liked:comment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:comment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The comment body is not in the payload: read it through REST.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceLikedComment {
  readonly eventType: 'avi:confluence:liked:comment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence comment: deleted. `avi:confluence:deleted:comment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:comment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The comment body is not in the payload: read it through REST.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedComment {
  readonly eventType: 'avi:confluence:deleted:comment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence space: created. `avi:confluence:created:space:V2`
 *
 * Scopes: classic `read:confluence-space.summary`, or granular `read:space:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The name ends in ":V2"; split on ":" with care.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedSpaceV2 {
  readonly eventType: 'avi:confluence:created:space:V2'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly space: ConfluenceSpace
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence space: updated. `avi:confluence:updated:space:V2`
 *
 * Scopes: classic `read:confluence-space.summary`, or granular `read:space:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The name ends in ":V2"; split on ":" with care.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUpdatedSpaceV2 {
  readonly eventType: 'avi:confluence:updated:space:V2'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly space: ConfluenceSpace
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence space: permissions_updated. `avi:confluence:permissions_updated:space:V2`
 *
 * Scopes: classic `read:confluence-space.summary`, `write:confluence-space`.
 * Evidence: documented, members of its entities included.
 *
 * The name ends in ":V2"; split on ":" with care.
 * Needs write:confluence-space in addition to the read scope.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluencePermissionsUpdatedSpaceV2 {
  readonly eventType: 'avi:confluence:permissions_updated:space:V2'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly space: ConfluenceSpace
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence space: deleted. `avi:confluence:deleted:space:V2`
 *
 * Scopes: classic `read:confluence-space.summary`, `write:confluence-space`, or granular `read:space:confluence`, `write:space:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * The name ends in ":V2"; split on ":" with care.
 * Needs write:confluence-space in addition to the read scope.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedSpaceV2 {
  readonly eventType: 'avi:confluence:deleted:space:V2'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly space: ConfluenceSpace
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: created. `avi:confluence:created:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedAttachment {
  readonly eventType: 'avi:confluence:created:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: updated. `avi:confluence:updated:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUpdatedAttachment {
  readonly eventType: 'avi:confluence:updated:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: viewed. `avi:confluence:viewed:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceViewedAttachment {
  readonly eventType: 'avi:confluence:viewed:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: archived. `avi:confluence:archived:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceArchivedAttachment {
  readonly eventType: 'avi:confluence:archived:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: unarchived. `avi:confluence:unarchived:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUnarchivedAttachment {
  readonly eventType: 'avi:confluence:unarchived:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: trashed. `avi:confluence:trashed:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceTrashedAttachment {
  readonly eventType: 'avi:confluence:trashed:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: restored. `avi:confluence:restored:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceRestoredAttachment {
  readonly eventType: 'avi:confluence:restored:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence attachment: deleted. `avi:confluence:deleted:attachment`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:attachment:confluence`, `read:page:confluence`, `read:blogpost:confluence`, `read:space:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * extensions.fileSize is a number in the type reference but a string in the official example.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedAttachment {
  readonly eventType: 'avi:confluence:deleted:attachment'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly attachment: ConfluenceAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence custom_content: created. `avi:confluence:created:custom_content`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:custom-content:confluence`, `read:space:confluence`, `read:blogpost:confluence`, `read:page:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedCustomContent {
  readonly eventType: 'avi:confluence:created:custom_content'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceCustomContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence custom_content: updated. `avi:confluence:updated:custom_content`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:custom-content:confluence`, `read:space:confluence`, `read:blogpost:confluence`, `read:page:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceUpdatedCustomContent {
  readonly eventType: 'avi:confluence:updated:custom_content'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceCustomContent
  readonly updateTrigger?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence custom_content: permissions_updated. `avi:confluence:permissions_updated:custom_content`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:custom-content:confluence`, `read:space:confluence`, `read:blogpost:confluence`, `read:page:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluencePermissionsUpdatedCustomContent {
  readonly eventType: 'avi:confluence:permissions_updated:custom_content'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceCustomContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence custom_content: trashed. `avi:confluence:trashed:custom_content`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:custom-content:confluence`, `read:space:confluence`, `read:blogpost:confluence`, `read:page:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceTrashedCustomContent {
  readonly eventType: 'avi:confluence:trashed:custom_content'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceCustomContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence custom_content: restored. `avi:confluence:restored:custom_content`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:custom-content:confluence`, `read:space:confluence`, `read:blogpost:confluence`, `read:page:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceRestoredCustomContent {
  readonly eventType: 'avi:confluence:restored:custom_content'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceCustomContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence custom_content: deleted. `avi:confluence:deleted:custom_content`
 *
 * Scopes: classic `read:confluence-content.summary`, or granular `read:custom-content:confluence`, `read:space:confluence`, `read:blogpost:confluence`, `read:page:confluence`, `read:user:confluence`, `read:content.metadata:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedCustomContent {
  readonly eventType: 'avi:confluence:deleted:custom_content'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly suppressNotifications?: boolean
  readonly selfGenerated?: boolean
  readonly content: ConfluenceCustomContent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence label: created. `avi:confluence:created:label`
 *
 * Scopes: classic `read:confluence-content.summary`, `read:confluence-space.summary`.
 * Evidence: documented, members of its entities included.
 *
 * At most one of content, space, template is present.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceCreatedLabel {
  readonly eventType: 'avi:confluence:created:label'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly label: ConfluenceLabel
  readonly content?: ConfluenceContent
  readonly space?: ConfluenceSpace
  readonly template?: ConfluenceTemplate
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence label: added. `avi:confluence:added:label`
 *
 * Scopes: classic `read:confluence-content.summary`, `read:confluence-space.summary`.
 * Evidence: documented, members of its entities included.
 *
 * At most one of content, space, template is present.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceAddedLabel {
  readonly eventType: 'avi:confluence:added:label'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly label: ConfluenceLabel
  readonly content?: ConfluenceContent
  readonly space?: ConfluenceSpace
  readonly template?: ConfluenceTemplate
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence label: removed. `avi:confluence:removed:label`
 *
 * Scopes: classic `read:confluence-content.summary`, `read:confluence-space.summary`.
 * Evidence: documented, members of its entities included.
 *
 * At most one of content, space, template is present.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceRemovedLabel {
  readonly eventType: 'avi:confluence:removed:label'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly label: ConfluenceLabel
  readonly content?: ConfluenceContent
  readonly space?: ConfluenceSpace
  readonly template?: ConfluenceTemplate
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence label: deleted. `avi:confluence:deleted:label`
 *
 * Scopes: classic `read:confluence-content.summary`, `read:confluence-space.summary`.
 * Evidence: documented, members of its entities included.
 *
 * At most one of content, space, template is present.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluenceDeletedLabel {
  readonly eventType: 'avi:confluence:deleted:label'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly label: ConfluenceLabel
  readonly content?: ConfluenceContent
  readonly space?: ConfluenceSpace
  readonly template?: ConfluenceTemplate
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence user: created. `avi:confluence:created:user`
 *
 * Scopes: classic `read:confluence-user`, or granular `read:user:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * No atlassianId: produced by an asynchronous process.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedUser {
  readonly eventType: 'avi:confluence:created:user'
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly user: ConfluenceUser
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence group: created. `avi:confluence:created:group`
 *
 * Scopes: classic `read:confluence-groups`, or granular `read:group:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * No atlassianId: produced by an asynchronous process.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedGroup {
  readonly eventType: 'avi:confluence:created:group'
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly group: ConfluenceGroup
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence user: deleted. `avi:confluence:deleted:user`
 *
 * Scopes: classic `read:confluence-user`, or granular `read:user:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * No atlassianId: produced by an asynchronous process.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedUser {
  readonly eventType: 'avi:confluence:deleted:user'
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly user: ConfluenceUser
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence group: deleted. `avi:confluence:deleted:group`
 *
 * Scopes: classic `read:confluence-groups`, or granular `read:group:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * No atlassianId: produced by an asynchronous process.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedGroup {
  readonly eventType: 'avi:confluence:deleted:group'
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly group: ConfluenceGroup
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence relation: created. `avi:confluence:created:relation`
 *
 * Scopes: classic `read:confluence-content.summary`, `read:confluence-space.summary`, `read:confluence-user`, or granular `read:page:confluence`, `read:blogpost:confluence`, `read:attachment:confluence`, `read:custom-content:confluence`, `read:database:confluence`, `read:embed:confluence`, `read:folder:confluence`, `read:whiteboard:confluence`, `read:content-details:confluence`, `read:space:confluence`, `read:user:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * relationData is absent for like and favourite relations.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceCreatedRelation {
  readonly eventType: 'avi:confluence:created:relation'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly relationName: string
  readonly relationData?: ConfluenceRelationData
  readonly source: ConfluenceEntityWrapper
  readonly target: ConfluenceEntityWrapper
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence relation: deleted. `avi:confluence:deleted:relation`
 *
 * Scopes: classic `read:confluence-content.summary`, `read:confluence-space.summary`, `read:confluence-user`, or granular `read:page:confluence`, `read:blogpost:confluence`, `read:attachment:confluence`, `read:custom-content:confluence`, `read:database:confluence`, `read:embed:confluence`, `read:folder:confluence`, `read:whiteboard:confluence`, `read:content-details:confluence`, `read:space:confluence`, `read:user:confluence`.
 * Evidence: documented, members of its entities included.
 *
 * relationData is absent for like and favourite relations.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface ConfluenceDeletedRelation {
  readonly eventType: 'avi:confluence:deleted:relation'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly relationName: string
  readonly relationData?: ConfluenceRelationData
  readonly source: ConfluenceEntityWrapper
  readonly target: ConfluenceEntityWrapper
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Confluence search: performed. `avi:confluence:performed:search`
 *
 * Scopes: unknown.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Required scopes: UNKNOWN (the documentation announces a list, its entries are not known). Not in the scope map.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/confluence/
 */
export interface ConfluencePerformedSearch {
  readonly eventType: 'avi:confluence:performed:search'
  readonly atlassianId?: string
  /** A date-time of RFC 3339. */
  readonly eventCreatedDate: string
  readonly selfGenerated?: boolean
  readonly query: string
  readonly accountType: string
  readonly results: number
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/** Confluence events: name to body. */
export interface ConfluenceEventMap {
  'avi:confluence:created:page': ConfluenceCreatedPage
  'avi:confluence:updated:page': ConfluenceUpdatedPage
  'avi:confluence:liked:page': ConfluenceLikedPage
  'avi:confluence:viewed:page': ConfluenceViewedPage
  'avi:confluence:archived:page': ConfluenceArchivedPage
  'avi:confluence:unarchived:page': ConfluenceUnarchivedPage
  'avi:confluence:moved:page': ConfluenceMovedPage
  'avi:confluence:copied:page': ConfluenceCopiedPage
  'avi:confluence:children_reordered:page': ConfluenceChildrenReorderedPage
  'avi:confluence:permissions_updated:page': ConfluencePermissionsUpdatedPage
  'avi:confluence:trashed:page': ConfluenceTrashedPage
  'avi:confluence:restored:page': ConfluenceRestoredPage
  'avi:confluence:deleted:page': ConfluenceDeletedPage
  'avi:confluence:initialized:page': ConfluenceInitializedPage
  'avi:confluence:started:page': ConfluenceStartedPage
  'avi:confluence:snapshotted:page': ConfluenceSnapshottedPage
  'avi:confluence:published:page': ConfluencePublishedPage
  'avi:confluence:created:blogpost': ConfluenceCreatedBlogpost
  'avi:confluence:updated:blogpost': ConfluenceUpdatedBlogpost
  'avi:confluence:liked:blogpost': ConfluenceLikedBlogpost
  'avi:confluence:viewed:blogpost': ConfluenceViewedBlogpost
  'avi:confluence:permissions_updated:blogpost': ConfluencePermissionsUpdatedBlogpost
  'avi:confluence:trashed:blogpost': ConfluenceTrashedBlogpost
  'avi:confluence:restored:blogpost': ConfluenceRestoredBlogpost
  'avi:confluence:deleted:blogpost': ConfluenceDeletedBlogpost
  'avi:confluence:created:whiteboard': ConfluenceCreatedWhiteboard
  'avi:confluence:moved:whiteboard': ConfluenceMovedWhiteboard
  'avi:confluence:copied:whiteboard': ConfluenceCopiedWhiteboard
  'avi:confluence:permissions_updated:whiteboard': ConfluencePermissionsUpdatedWhiteboard
  'avi:confluence:created:database': ConfluenceCreatedDatabase
  'avi:confluence:moved:database': ConfluenceMovedDatabase
  'avi:confluence:copied:database': ConfluenceCopiedDatabase
  'avi:confluence:permissions_updated:database': ConfluencePermissionsUpdatedDatabase
  'avi:confluence:created:embed': ConfluenceCreatedEmbed
  'avi:confluence:moved:embed': ConfluenceMovedEmbed
  'avi:confluence:copied:embed': ConfluenceCopiedEmbed
  'avi:confluence:created:folder': ConfluenceCreatedFolder
  'avi:confluence:moved:folder': ConfluenceMovedFolder
  'avi:confluence:copied:folder': ConfluenceCopiedFolder
  'avi:confluence:permissions_updated:folder': ConfluencePermissionsUpdatedFolder
  'avi:confluence:permissions_updated:embed': ConfluencePermissionsUpdatedEmbed
  'avi:confluence:permissions_updated:comment': ConfluencePermissionsUpdatedComment
  'avi:confluence:permissions_updated:attachment': ConfluencePermissionsUpdatedAttachment
  'avi:confluence:created:task': ConfluenceCreatedTask
  'avi:confluence:updated:task': ConfluenceUpdatedTask
  'avi:confluence:removed:task': ConfluenceRemovedTask
  'avi:confluence:created:comment': ConfluenceCreatedComment
  'avi:confluence:updated:comment': ConfluenceUpdatedComment
  'avi:confluence:liked:comment': ConfluenceLikedComment
  'avi:confluence:deleted:comment': ConfluenceDeletedComment
  'avi:confluence:created:space:V2': ConfluenceCreatedSpaceV2
  'avi:confluence:updated:space:V2': ConfluenceUpdatedSpaceV2
  'avi:confluence:permissions_updated:space:V2': ConfluencePermissionsUpdatedSpaceV2
  'avi:confluence:deleted:space:V2': ConfluenceDeletedSpaceV2
  'avi:confluence:created:attachment': ConfluenceCreatedAttachment
  'avi:confluence:updated:attachment': ConfluenceUpdatedAttachment
  'avi:confluence:viewed:attachment': ConfluenceViewedAttachment
  'avi:confluence:archived:attachment': ConfluenceArchivedAttachment
  'avi:confluence:unarchived:attachment': ConfluenceUnarchivedAttachment
  'avi:confluence:trashed:attachment': ConfluenceTrashedAttachment
  'avi:confluence:restored:attachment': ConfluenceRestoredAttachment
  'avi:confluence:deleted:attachment': ConfluenceDeletedAttachment
  'avi:confluence:created:custom_content': ConfluenceCreatedCustomContent
  'avi:confluence:updated:custom_content': ConfluenceUpdatedCustomContent
  'avi:confluence:permissions_updated:custom_content': ConfluencePermissionsUpdatedCustomContent
  'avi:confluence:trashed:custom_content': ConfluenceTrashedCustomContent
  'avi:confluence:restored:custom_content': ConfluenceRestoredCustomContent
  'avi:confluence:deleted:custom_content': ConfluenceDeletedCustomContent
  'avi:confluence:created:label': ConfluenceCreatedLabel
  'avi:confluence:added:label': ConfluenceAddedLabel
  'avi:confluence:removed:label': ConfluenceRemovedLabel
  'avi:confluence:deleted:label': ConfluenceDeletedLabel
  'avi:confluence:created:user': ConfluenceCreatedUser
  'avi:confluence:created:group': ConfluenceCreatedGroup
  'avi:confluence:deleted:user': ConfluenceDeletedUser
  'avi:confluence:deleted:group': ConfluenceDeletedGroup
  'avi:confluence:created:relation': ConfluenceCreatedRelation
  'avi:confluence:deleted:relation': ConfluenceDeletedRelation
  'avi:confluence:performed:search': ConfluencePerformedSearch
}
