// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.
import type { ForgeRetryContext } from './forge.js'

export interface JiraUser {
  readonly accountId: string
  readonly accountType?: string
  readonly displayName?: string
  readonly active?: boolean
  readonly timeZone?: string
  readonly [key: string]: unknown
}

export interface JiraUserDetails {
  readonly accountId: string
  readonly accountType?: string
  readonly displayName?: string
  readonly emailAddress?: string
  readonly active?: boolean
  readonly timeZone?: string
  readonly locale?: string
  readonly groups?: unknown
  readonly applicationRoles?: unknown
  readonly [key: string]: unknown
}

/** Documented as an object that wraps an array of users. */
export interface JiraAssociatedUsers {
  readonly associatedUsers?: readonly JiraUser[]
  readonly [key: string]: unknown
}

export interface JiraStatus {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly iconUrl?: string
  readonly statusCategory?: unknown
  readonly [key: string]: unknown
}

/** Not the full REST issue: only a small set of fields. JSON key is issuetype (example) although the type reference writes issueType; accept both. */
export interface JiraIssue {
  readonly id: string
  readonly key: string
  readonly fields: {
    readonly summary?: string
    readonly issuetype?: unknown
    readonly issueType?: unknown
    readonly creator?: JiraUser
    readonly created?: string
    readonly project?: unknown
    readonly reporter?: unknown
    readonly assignee?: unknown
    readonly updated?: string
    readonly status?: unknown
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

export interface JiraChangelogItem {
  readonly field: string
  readonly fieldId?: string
  readonly fieldtype?: string
  readonly from?: string | null
  readonly fromString?: string | null
  readonly to?: string | null
  /** Where the sender leaves it out, this reads as the function that every object inherits: test the type. */
  readonly toString?: string | null | Object['toString']
  readonly [key: string]: unknown
}

export interface JiraChangelog {
  readonly id?: string | number
  readonly items: readonly JiraChangelogItem[]
  readonly [key: string]: unknown
}

export interface JiraComment {
  readonly id: string
  readonly author?: JiraUser
  readonly body?: unknown
  readonly updateAuthor?: JiraUser
  readonly created?: string
  readonly updated?: string
  readonly jsdPublic?: boolean
  readonly [key: string]: unknown
}

export interface JiraClonedFrom {
  readonly id: string
  readonly key: string
  readonly [key: string]: unknown
}

export interface JiraIssueLinkType {
  readonly id: string | number
  readonly name?: string
  readonly inward?: string
  readonly outward?: string
  readonly [key: string]: unknown
}

export interface JiraWorklog {
  readonly id: string
  readonly issueId: string
  readonly author?: JiraUser
  readonly updateAuthor?: JiraUser
  readonly comment?: unknown
  readonly started?: string
  readonly timeSpent?: string
  readonly timeSpentSeconds?: number
  readonly created?: string
  readonly updated?: string
  readonly [key: string]: unknown
}

export interface JiraIssueType {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly iconUrl?: string
  readonly subtask?: boolean
  readonly hierarchyLevel?: number
  readonly [key: string]: unknown
}

export interface JiraVersion {
  readonly id: string
  readonly name: string
  readonly projectId?: string | number
  readonly description?: string
  readonly archived?: boolean
  readonly released?: boolean
  readonly startDate?: string
  readonly releaseDate?: string
  readonly overdue?: boolean
  readonly [key: string]: unknown
}

export interface JiraCustomFieldReplacement {
  readonly customFieldId?: string | number
  readonly newVersion?: unknown
  readonly moveTo?: unknown
  readonly [key: string]: unknown
}

export interface JiraProject {
  readonly id: string | number
  readonly key: string
  readonly name?: string
  readonly projectTypeKey?: string
  readonly simplified?: boolean
  readonly [key: string]: unknown
}

/** Observed key is fileName (the REST API uses filename); read both. */
export interface JiraAttachment {
  readonly id: string
  readonly issueId?: string
  readonly projectId?: string
  readonly fileName?: string
  readonly filename?: string
  readonly mimeType?: string
  readonly size?: string | number
  readonly author?: JiraUser
  readonly createDate?: string
  readonly created?: string
  readonly [key: string]: unknown
}

export interface JiraComponent {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly project?: string
  readonly projectId?: string | number
  readonly lead?: unknown
  readonly assigneeType?: string
  readonly [key: string]: unknown
}

export interface JiraFilter {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly jql?: string
  readonly owner?: unknown
  readonly [key: string]: unknown
}

export interface JiraProperty {
  readonly key: string
  readonly value: unknown
  readonly [key: string]: unknown
}

/**
 * Jira issue: created. `avi:jira:created:issue`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedIssue {
  readonly eventType: 'avi:jira:created:issue'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly associatedUsers?: JiraAssociatedUsers
  readonly clonedFrom?: JiraClonedFrom
  readonly jiraEventTypeName?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue: updated. `avi:jira:updated:issue`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`.
 * Evidence: documented, members of its entities included.
 *
 * The element "toString" of a changelog item shadows Object.prototype.toString: copy items with care.
 * associatedStatuses: documented as an array of the current and previous statuses; apps read [0] as previous and [1] as new, but the changelog is the reliable source.
 * jiraEventTypeName examples: issue_resolved, issue_moved, issue_generic.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedIssue {
  readonly eventType: 'avi:jira:updated:issue'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly changelog: JiraChangelog
  readonly associatedUsers?: JiraAssociatedUsers
  readonly associatedStatuses?: readonly JiraStatus[]
  readonly jiraEventTypeName?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue: deleted. `avi:jira:deleted:issue`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Cascaded deletions (comments, worklogs, attachments of the issue) emit no events.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedIssue {
  readonly eventType: 'avi:jira:deleted:issue'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly associatedUsers?: JiraAssociatedUsers
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue: assigned. `avi:jira:assigned:issue`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`.
 * Evidence: documented, members of its entities included.
 *
 * avi:jira:updated:issue is delivered as well for the same change.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraAssignedIssue {
  readonly eventType: 'avi:jira:assigned:issue'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly changelog: JiraChangelog
  readonly associatedUsers?: JiraAssociatedUsers
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue: viewed. `avi:jira:viewed:issue`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraViewedIssue {
  readonly eventType: 'avi:jira:viewed:issue'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId: string
  readonly issue: JiraIssue
  readonly user: JiraUser
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue: mentioned. `avi:jira:mentioned:issue`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Mentioning oneself does not count.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraMentionedIssue {
  readonly eventType: 'avi:jira:mentioned:issue'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly mentionedAccountIds: readonly string[]
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue: commented. `avi:jira:commented:issue`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`, `read:comment:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Fires when a comment is created and also when it is edited.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCommentedIssue {
  readonly eventType: 'avi:jira:commented:issue'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly associatedUsers?: JiraAssociatedUsers
  readonly comment: JiraComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira comment: mentioned. `avi:jira:mentioned:comment`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`, `read:comment:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraMentionedComment {
  readonly eventType: 'avi:jira:mentioned:comment'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly mentionedAccountIds: readonly string[]
  readonly comment: JiraComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira comment: deleted. `avi:jira:deleted:comment`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue:jira`, `read:issue-type:jira`, `read:user:jira`, `read:project:jira`, `read:status:jira`, `read:comment:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedComment {
  readonly eventType: 'avi:jira:deleted:comment'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue: JiraIssue
  readonly comment: JiraComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issuelink: created. `avi:jira:created:issuelink`
 *
 * Scopes: classic `read:jira-work`, or granular `read:field:jira`, `read:issue-link-type:jira`, `read:issue:jira`, `read:issue-type:jira`, `read:priority:jira`, `read:status:jira`, `read:avatar:jira`, `read:issue.time-tracking:jira`, `read:project-category:jira`, `read:project:jira`, `read:user:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Link fields are at the root of the payload. No issue key: ids only. Links between two Jira sites emit nothing.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedIssuelink {
  readonly eventType: 'avi:jira:created:issuelink'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly sourceIssueId: string | number
  readonly destinationIssueId: string | number
  readonly sourceProjectId: string | number
  readonly destinationProjectId: string | number
  readonly issueLinkType: JiraIssueLinkType
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issuelink: deleted. `avi:jira:deleted:issuelink`
 *
 * Scopes: classic `read:jira-work`, or granular `read:field:jira`, `read:issue-link-type:jira`, `read:issue:jira`, `read:issue-type:jira`, `read:priority:jira`, `read:status:jira`, `read:avatar:jira`, `read:issue.time-tracking:jira`, `read:project-category:jira`, `read:project:jira`, `read:user:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Link fields are at the root of the payload. No issue key: ids only. Links between two Jira sites emit nothing.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedIssuelink {
  readonly eventType: 'avi:jira:deleted:issuelink'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly sourceIssueId: string | number
  readonly destinationIssueId: string | number
  readonly sourceProjectId: string | number
  readonly destinationProjectId: string | number
  readonly issueLinkType: JiraIssueLinkType
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira worklog: created. `avi:jira:created:worklog`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue-worklog.property:jira`, `read:issue-worklog:jira`, `read:project-role:jira`, `read:comment:jira`, `read:avatar:jira`, `read:group:jira`, `read:user:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Carries issueId, not the issue key.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedWorklog {
  readonly eventType: 'avi:jira:created:worklog'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly worklog: JiraWorklog
  readonly atlassianId?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira worklog: updated. `avi:jira:updated:worklog`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue-worklog.property:jira`, `read:issue-worklog:jira`, `read:project-role:jira`, `read:comment:jira`, `read:avatar:jira`, `read:group:jira`, `read:user:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Carries issueId, not the issue key.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedWorklog {
  readonly eventType: 'avi:jira:updated:worklog'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly worklog: JiraWorklog
  readonly atlassianId?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira worklog: deleted. `avi:jira:deleted:worklog`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue-worklog.property:jira`, `read:issue-worklog:jira`, `read:project-role:jira`, `read:comment:jira`, `read:avatar:jira`, `read:group:jira`, `read:user:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Carries issueId, not the issue key.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedWorklog {
  readonly eventType: 'avi:jira:deleted:worklog'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly worklog: JiraWorklog
  readonly atlassianId?: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issuetype: created. `avi:jira:created:issuetype`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:issue-type:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedIssuetype {
  readonly eventType: 'avi:jira:created:issuetype'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issueType: JiraIssueType
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issuetype: updated. `avi:jira:updated:issuetype`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:issue-type:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedIssuetype {
  readonly eventType: 'avi:jira:updated:issuetype'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issueType: JiraIssueType
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issuetype: deleted. `avi:jira:deleted:issuetype`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:issue-type:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedIssuetype {
  readonly eventType: 'avi:jira:deleted:issuetype'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issueType: JiraIssueType
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field: created. `avi:jira:created:field`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Field members are at the root of the payload (there is no "field" object).
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedField {
  readonly eventType: 'avi:jira:created:field'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly key: string
  readonly type: string
  readonly typeName: string
  readonly name: string
  readonly description: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field: updated. `avi:jira:updated:field`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Field members are at the root of the payload (there is no "field" object).
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedField {
  readonly eventType: 'avi:jira:updated:field'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly key: string
  readonly type: string
  readonly typeName: string
  readonly name: string
  readonly description: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field: trashed. `avi:jira:trashed:field`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Field members are at the root of the payload (there is no "field" object).
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraTrashedField {
  readonly eventType: 'avi:jira:trashed:field'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly key: string
  readonly type: string
  readonly typeName: string
  readonly name: string
  readonly description: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field: restored. `avi:jira:restored:field`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Field members are at the root of the payload (there is no "field" object).
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraRestoredField {
  readonly eventType: 'avi:jira:restored:field'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly key: string
  readonly type: string
  readonly typeName: string
  readonly name: string
  readonly description: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field: deleted. `avi:jira:deleted:field`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Field members are at the root of the payload (there is no "field" object).
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedField {
  readonly eventType: 'avi:jira:deleted:field'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly key: string
  readonly type: string
  readonly typeName: string
  readonly name: string
  readonly description: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field:context: created. `avi:jira:created:field:context`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Empty projectIds = global context; empty issueTypeIds = all issue types.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedFieldContext {
  readonly eventType: 'avi:jira:created:field:context'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly fieldId: string
  readonly fieldKey: string
  readonly name: string
  readonly description: string
  readonly projectIds: readonly number[]
  readonly issueTypeIds: readonly string[]
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field:context: updated. `avi:jira:updated:field:context`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Empty projectIds = global context; empty issueTypeIds = all issue types.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedFieldContext {
  readonly eventType: 'avi:jira:updated:field:context'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly fieldId: string
  readonly fieldKey: string
  readonly name: string
  readonly description: string
  readonly projectIds: readonly number[]
  readonly issueTypeIds: readonly string[]
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field:context: deleted. `avi:jira:deleted:field:context`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:field:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Empty projectIds = global context; empty issueTypeIds = all issue types.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedFieldContext {
  readonly eventType: 'avi:jira:deleted:field:context'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly id: string | number
  readonly fieldId: string
  readonly fieldKey: string
  readonly name: string
  readonly description: string
  readonly projectIds: readonly number[]
  readonly issueTypeIds: readonly string[]
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira field:context:configuration: updated. `avi:jira:updated:field:context:configuration`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:custom-field-contextual-configuration:jira`.
 * Evidence: documented, members of its entities included.
 *
 * configuration is a JSON string.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedFieldContextConfiguration {
  readonly eventType: 'avi:jira:updated:field:context:configuration'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly customFieldId: string
  readonly customFieldKey: string
  readonly configurationId: number
  readonly fieldContextId: number
  readonly configuration: string
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira expression: failed. `avi:jira:failed:expression`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:workflow:jira`, `read:issue:jira`, `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Delivered only to the app that registered the expression. Shape of context is not available: UNKNOWN.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraFailedExpression {
  readonly eventType: 'avi:jira:failed:expression'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly extensionId: string
  readonly workflowId: string
  readonly workflowName: string
  readonly conditionId?: string
  readonly validatorId?: string
  readonly expression: string
  readonly errorMessages: readonly string[]
  readonly context: unknown
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: created. `avi:jira:created:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedVersion {
  readonly eventType: 'avi:jira:created:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: updated. `avi:jira:updated:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedVersion {
  readonly eventType: 'avi:jira:updated:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: released. `avi:jira:released:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraReleasedVersion {
  readonly eventType: 'avi:jira:released:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: unreleased. `avi:jira:unreleased:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUnreleasedVersion {
  readonly eventType: 'avi:jira:unreleased:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: archived. `avi:jira:archived:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraArchivedVersion {
  readonly eventType: 'avi:jira:archived:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: unarchived. `avi:jira:unarchived:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUnarchivedVersion {
  readonly eventType: 'avi:jira:unarchived:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: moved. `avi:jira:moved:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraMovedVersion {
  readonly eventType: 'avi:jira:moved:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: merged. `avi:jira:merged:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraMergedVersion {
  readonly eventType: 'avi:jira:merged:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly mergedVersion?: JiraVersion
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira version: deleted. `avi:jira:deleted:version`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project-version:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedVersion {
  readonly eventType: 'avi:jira:deleted:version'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly version: JiraVersion
  readonly mergedVersion?: JiraVersion
  readonly newAffectsVersion?: JiraVersion
  readonly newFixVersion?: JiraVersion
  readonly customFieldReplacements: readonly JiraCustomFieldReplacement[]
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira project: created. `avi:jira:created:project`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedProject {
  readonly eventType: 'avi:jira:created:project'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly project: JiraProject
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira project: updated. `avi:jira:updated:project`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedProject {
  readonly eventType: 'avi:jira:updated:project'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly project: JiraProject
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira project: softdeleted. `avi:jira:softdeleted:project`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftdeletedProject {
  readonly eventType: 'avi:jira:softdeleted:project'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly project: JiraProject
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira project: deleted. `avi:jira:deleted:project`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedProject {
  readonly eventType: 'avi:jira:deleted:project'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly project: JiraProject
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira project: archived. `avi:jira:archived:project`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraArchivedProject {
  readonly eventType: 'avi:jira:archived:project'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly project: JiraProject
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira project: unarchived. `avi:jira:unarchived:project`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUnarchivedProject {
  readonly eventType: 'avi:jira:unarchived:project'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly project: JiraProject
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira project: restored. `avi:jira:restored:project`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraRestoredProject {
  readonly eventType: 'avi:jira:restored:project'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly project: JiraProject
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira attachment: created. `avi:jira:created:attachment`
 *
 * Scopes: classic `read:jira-work`, or granular `read:attachment:jira`.
 * Evidence: documented at the root; members of its entities seen in an independent app.
 *
 * Inner keys are from an independent app that ran against a live site (fileName, issueId); the type reference is not available.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedAttachment {
  readonly eventType: 'avi:jira:created:attachment'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly attachment: JiraAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira attachment: deleted. `avi:jira:deleted:attachment`
 *
 * Scopes: classic `read:jira-work`, or granular `read:attachment:jira`.
 * Evidence: documented at the root; members of its entities seen in an independent app.
 *
 * Inner keys are from an independent app that ran against a live site (fileName, issueId); the type reference is not available.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedAttachment {
  readonly eventType: 'avi:jira:deleted:attachment'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly attachment: JiraAttachment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira component: created. `avi:jira:created:component`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`, `read:user:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedComponent {
  readonly eventType: 'avi:jira:created:component'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly component: JiraComponent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira component: updated. `avi:jira:updated:component`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`, `read:user:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedComponent {
  readonly eventType: 'avi:jira:updated:component'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly component: JiraComponent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira component: deleted. `avi:jira:deleted:component`
 *
 * Scopes: classic `read:jira-work`, or granular `read:project:jira`, `read:user:jira`, `read:project.component:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedComponent {
  readonly eventType: 'avi:jira:deleted:component'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly component: JiraComponent
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira user: created. `avi:jira:created:user`
 *
 * Scopes: classic `read:jira-user`, or granular `read:application-role:jira`, `read:group:jira`, `read:user:jira`, `read:avatar:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedUser {
  readonly eventType: 'avi:jira:created:user'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly user: JiraUserDetails
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira user: updated. `avi:jira:updated:user`
 *
 * Scopes: classic `read:jira-user`, or granular `read:application-role:jira`, `read:group:jira`, `read:user:jira`, `read:avatar:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedUser {
  readonly eventType: 'avi:jira:updated:user'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly user: JiraUserDetails
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira user: deleted. `avi:jira:deleted:user`
 *
 * Scopes: classic `read:jira-user`, or granular `read:application-role:jira`, `read:group:jira`, `read:user:jira`, `read:avatar:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedUser {
  readonly eventType: 'avi:jira:deleted:user'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly user: JiraUser
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira filter: created. `avi:jira:created:filter`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:filter:jira`, `read:jql:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraCreatedFilter {
  readonly eventType: 'avi:jira:created:filter'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly filter: JiraFilter
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira filter: updated. `avi:jira:updated:filter`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:filter:jira`, `read:jql:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraUpdatedFilter {
  readonly eventType: 'avi:jira:updated:filter'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly filter: JiraFilter
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira filter: deleted. `avi:jira:deleted:filter`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:filter:jira`, `read:jql:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Key names of the root are documented; the inner type of the entity is only partly documented.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedFilter {
  readonly eventType: 'avi:jira:deleted:filter'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly filter: JiraFilter
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira timetracking:provider: changed. `avi:jira:timetracking:provider:changed`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:issue.time-tracking:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * Name does not follow the action:entity order.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraTimetrackingProviderChanged {
  readonly eventType: 'avi:jira:timetracking:provider:changed'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly property: JiraProperty
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira configuration: changed. `avi:jira:changed:configuration`
 *
 * Scopes: classic `manage:jira-configuration`, or granular `read:instance-configuration:jira`.
 * Evidence: documented at the root; members of its entities only partly.
 *
 * property.key is one of jira.option.allowsubtasks, jira.option.allowunassigned, jira.option.voting, jira.option.watching, jira.option.issuelinking.
 * Whether value is a boolean or the string "true"/"false" is not shown.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraChangedConfiguration {
  readonly eventType: 'avi:jira:changed:configuration'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly property: JiraProperty
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue-property: set. `avi:jira:set:issue-property`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue.property:jira`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map, not described in the documentation. Payload is a guess.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSetIssueProperty {
  readonly eventType: 'avi:jira:set:issue-property'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue?: unknown
  readonly property?: unknown
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira issue-property: deleted. `avi:jira:deleted:issue-property`
 *
 * Scopes: classic `read:jira-work`, or granular `read:issue.property:jira`.
 * Evidence: inferred from sibling events; its body is described nowhere public.
 *
 * Present in the scope map, not described in the documentation. Payload is a guess.
 *
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraDeletedIssueProperty {
  readonly eventType: 'avi:jira:deleted:issue-property'
  readonly timestamp?: string
  readonly selfGenerated?: boolean
  readonly webhookTraceValue?: string
  readonly atlassianId?: string
  readonly issue?: unknown
  readonly property?: unknown
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/** Jira events: name to body. */
export interface JiraEventMap {
  'avi:jira:created:issue': JiraCreatedIssue
  'avi:jira:updated:issue': JiraUpdatedIssue
  'avi:jira:deleted:issue': JiraDeletedIssue
  'avi:jira:assigned:issue': JiraAssignedIssue
  'avi:jira:viewed:issue': JiraViewedIssue
  'avi:jira:mentioned:issue': JiraMentionedIssue
  'avi:jira:commented:issue': JiraCommentedIssue
  'avi:jira:mentioned:comment': JiraMentionedComment
  'avi:jira:deleted:comment': JiraDeletedComment
  'avi:jira:created:issuelink': JiraCreatedIssuelink
  'avi:jira:deleted:issuelink': JiraDeletedIssuelink
  'avi:jira:created:worklog': JiraCreatedWorklog
  'avi:jira:updated:worklog': JiraUpdatedWorklog
  'avi:jira:deleted:worklog': JiraDeletedWorklog
  'avi:jira:created:issuetype': JiraCreatedIssuetype
  'avi:jira:updated:issuetype': JiraUpdatedIssuetype
  'avi:jira:deleted:issuetype': JiraDeletedIssuetype
  'avi:jira:created:field': JiraCreatedField
  'avi:jira:updated:field': JiraUpdatedField
  'avi:jira:trashed:field': JiraTrashedField
  'avi:jira:restored:field': JiraRestoredField
  'avi:jira:deleted:field': JiraDeletedField
  'avi:jira:created:field:context': JiraCreatedFieldContext
  'avi:jira:updated:field:context': JiraUpdatedFieldContext
  'avi:jira:deleted:field:context': JiraDeletedFieldContext
  'avi:jira:updated:field:context:configuration': JiraUpdatedFieldContextConfiguration
  'avi:jira:failed:expression': JiraFailedExpression
  'avi:jira:created:version': JiraCreatedVersion
  'avi:jira:updated:version': JiraUpdatedVersion
  'avi:jira:released:version': JiraReleasedVersion
  'avi:jira:unreleased:version': JiraUnreleasedVersion
  'avi:jira:archived:version': JiraArchivedVersion
  'avi:jira:unarchived:version': JiraUnarchivedVersion
  'avi:jira:moved:version': JiraMovedVersion
  'avi:jira:merged:version': JiraMergedVersion
  'avi:jira:deleted:version': JiraDeletedVersion
  'avi:jira:created:project': JiraCreatedProject
  'avi:jira:updated:project': JiraUpdatedProject
  'avi:jira:softdeleted:project': JiraSoftdeletedProject
  'avi:jira:deleted:project': JiraDeletedProject
  'avi:jira:archived:project': JiraArchivedProject
  'avi:jira:unarchived:project': JiraUnarchivedProject
  'avi:jira:restored:project': JiraRestoredProject
  'avi:jira:created:attachment': JiraCreatedAttachment
  'avi:jira:deleted:attachment': JiraDeletedAttachment
  'avi:jira:created:component': JiraCreatedComponent
  'avi:jira:updated:component': JiraUpdatedComponent
  'avi:jira:deleted:component': JiraDeletedComponent
  'avi:jira:created:user': JiraCreatedUser
  'avi:jira:updated:user': JiraUpdatedUser
  'avi:jira:deleted:user': JiraDeletedUser
  'avi:jira:created:filter': JiraCreatedFilter
  'avi:jira:updated:filter': JiraUpdatedFilter
  'avi:jira:deleted:filter': JiraDeletedFilter
  'avi:jira:timetracking:provider:changed': JiraTimetrackingProviderChanged
  'avi:jira:changed:configuration': JiraChangedConfiguration
  'avi:jira:set:issue-property': JiraSetIssueProperty
  'avi:jira:deleted:issue-property': JiraDeletedIssueProperty
}
