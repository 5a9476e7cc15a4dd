// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.
import type { ForgeRetryContext } from './forge.js'

export interface BitbucketActor {
  readonly type: string
  readonly accountId?: string
  readonly uuid: string
  readonly [key: string]: unknown
}

export interface BitbucketRepository {
  readonly uuid: string
  readonly slug?: string
  readonly [key: string]: unknown
}

export interface BitbucketProject {
  readonly uuid: string
  readonly [key: string]: unknown
}

export interface BitbucketWorkspace {
  readonly uuid: string
  readonly [key: string]: unknown
}

export interface BitbucketTruncatedValue {
  readonly value?: string
  readonly truncated?: boolean
  readonly [key: string]: unknown
}

export interface BitbucketHash {
  readonly hash: string
  readonly [key: string]: unknown
}

export interface BitbucketBranch {
  readonly branch: string
  readonly commit: BitbucketHash
  readonly [key: string]: unknown
}

export interface BitbucketAuthor {
  readonly type: string
  readonly accountId?: string
  readonly uuid: string
  readonly displayName?: string
  readonly [key: string]: unknown
}

/** mergeCommit: on fulfilled/rejected events. */
export interface BitbucketPullRequest {
  readonly id: number
  readonly state: string
  readonly source: BitbucketBranch
  readonly destination: BitbucketBranch
  readonly title?: BitbucketTruncatedValue
  readonly author?: BitbucketAuthor
  readonly mergeCommit?: BitbucketHash
  readonly updatedOn?: string
  readonly createdOn?: string
  readonly commentCount?: number
  readonly taskCount?: number
  readonly [key: string]: unknown
}

/** Branch push carries commits/mainbranch/truncated; annotated tag push carries date/message/author. */
export interface BitbucketPush {
  readonly ref: string
  readonly mainbranch?: boolean
  readonly before?: string
  readonly after?: string
  readonly created: boolean
  readonly closed: boolean
  readonly forced: boolean
  readonly truncated?: boolean
  readonly commits?: readonly {
    readonly hash: string
    readonly message: BitbucketTruncatedValue
    readonly date: string
    readonly author: unknown
    readonly [key: string]: unknown
  }[]
  readonly date?: string
  readonly message?: BitbucketTruncatedValue
  readonly author?: unknown
  readonly [key: string]: unknown
}

export interface BitbucketBuildStatus {
  readonly key: string
  readonly commit: BitbucketHash
  readonly state: string
  readonly url: string
  readonly createdOn: string
  readonly updatedOn: string
  readonly refName?: string
  readonly [key: string]: unknown
}

export interface BitbucketComment {
  readonly id: number
  readonly [key: string]: unknown
}

export interface BitbucketReviewers {
  readonly value: readonly {
    readonly user: BitbucketActor
    readonly status: string
    readonly timestamp: string
    readonly [key: string]: unknown
  }[]
  readonly truncated: boolean
  readonly [key: string]: unknown
}

export interface BitbucketPipeline {
  readonly uuid: string
  readonly [key: string]: unknown
}

export interface BitbucketDeployment {
  readonly uuid: string
  readonly state: string
  readonly status?: string
  readonly updatedTimestamp: string
  readonly [key: string]: unknown
}

export interface BitbucketEnvironment {
  readonly uuid: string
  readonly type: string
  readonly name: string
  readonly [key: string]: unknown
}

/**
 * Bitbucket repository: created. `avi:bitbucket:created:repository`
 *
 * Scopes: granular `read:repository:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketCreatedRepository {
  readonly eventType: 'avi:bitbucket:created:repository'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket repository: updated. `avi:bitbucket:updated:repository`
 *
 * Scopes: granular `read:repository:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * changes: map of field name to {old,new}, each {value,truncated}.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketUpdatedRepository {
  readonly eventType: 'avi:bitbucket:updated:repository'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly changes: unknown
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket repository: push. `avi:bitbucket:push:repository`
 *
 * Scopes: granular `read:repository:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketPushRepository {
  readonly eventType: 'avi:bitbucket:push:repository'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly push: BitbucketPush
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket repository: deleted. `avi:bitbucket:deleted:repository`
 *
 * Scopes: granular `read:repository:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketDeletedRepository {
  readonly eventType: 'avi:bitbucket:deleted:repository'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket build-status: created. `avi:bitbucket:created:build-status`
 *
 * Scopes: granular `read:repository:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Not in the scope map.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 */
export interface BitbucketCreatedBuildStatus {
  readonly eventType: 'avi:bitbucket:created:build-status'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly buildStatus: BitbucketBuildStatus
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket build-status: updated. `avi:bitbucket:updated:build-status`
 *
 * Scopes: granular `read:repository:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Not in the scope map.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 */
export interface BitbucketUpdatedBuildStatus {
  readonly eventType: 'avi:bitbucket:updated:build-status'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly buildStatus: BitbucketBuildStatus
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket commit-comment: created. `avi:bitbucket:created:commit-comment`
 *
 * Scopes: granular `read:repository:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Not in the scope map.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 */
export interface BitbucketCreatedCommitComment {
  readonly eventType: 'avi:bitbucket:created:commit-comment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly commit: BitbucketHash
  readonly comment: BitbucketComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest: created. `avi:bitbucket:created:pullrequest`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketCreatedPullrequest {
  readonly eventType: 'avi:bitbucket:created:pullrequest'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest: updated. `avi:bitbucket:updated:pullrequest`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketUpdatedPullrequest {
  readonly eventType: 'avi:bitbucket:updated:pullrequest'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest: fulfilled. `avi:bitbucket:fulfilled:pullrequest`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Merged.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketFulfilledPullrequest {
  readonly eventType: 'avi:bitbucket:fulfilled:pullrequest'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest: rejected. `avi:bitbucket:rejected:pullrequest`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Declined.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketRejectedPullrequest {
  readonly eventType: 'avi:bitbucket:rejected:pullrequest'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest-comment: created. `avi:bitbucket:created:pullrequest-comment`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketCreatedPullrequestComment {
  readonly eventType: 'avi:bitbucket:created:pullrequest-comment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly comment: BitbucketComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest-comment: updated. `avi:bitbucket:updated:pullrequest-comment`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Only sent when the edit is made 10 or more minutes after creation or the last update. The example also carries a changes object.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketUpdatedPullrequestComment {
  readonly eventType: 'avi:bitbucket:updated:pullrequest-comment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly comment: BitbucketComment
  readonly changes?: unknown
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest-comment: deleted. `avi:bitbucket:deleted:pullrequest-comment`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketDeletedPullrequestComment {
  readonly eventType: 'avi:bitbucket:deleted:pullrequest-comment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly comment: BitbucketComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest-comment: resolved. `avi:bitbucket:resolved:pullrequest-comment`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Not in the scope map.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 */
export interface BitbucketResolvedPullrequestComment {
  readonly eventType: 'avi:bitbucket:resolved:pullrequest-comment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly comment: BitbucketComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest-comment: reopened. `avi:bitbucket:reopened:pullrequest-comment`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Not in the scope map.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 */
export interface BitbucketReopenedPullrequestComment {
  readonly eventType: 'avi:bitbucket:reopened:pullrequest-comment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly comment: BitbucketComment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket pullrequest-reviewer-status: updated. `avi:bitbucket:updated:pullrequest-reviewer-status`
 *
 * Scopes: granular `read:pullrequest:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketUpdatedPullrequestReviewerStatus {
  readonly eventType: 'avi:bitbucket:updated:pullrequest-reviewer-status'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly actor: BitbucketActor
  readonly repository: BitbucketRepository
  readonly project: BitbucketProject
  readonly workspace: BitbucketWorkspace
  readonly pullrequest: BitbucketPullRequest
  readonly reviewers: BitbucketReviewers
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket deployment: pending. `avi:bitbucket:pending:deployment`
 *
 * Scopes: granular `read:pipeline:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * No actor and no project.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketPendingDeployment {
  readonly eventType: 'avi:bitbucket:pending:deployment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly repository: BitbucketRepository
  readonly workspace: BitbucketWorkspace
  readonly pipeline: BitbucketPipeline
  readonly deployment: BitbucketDeployment
  readonly environment: BitbucketEnvironment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket deployment: started. `avi:bitbucket:started:deployment`
 *
 * Scopes: granular `read:pipeline:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * No actor and no project.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketStartedDeployment {
  readonly eventType: 'avi:bitbucket:started:deployment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly repository: BitbucketRepository
  readonly workspace: BitbucketWorkspace
  readonly pipeline: BitbucketPipeline
  readonly deployment: BitbucketDeployment
  readonly environment: BitbucketEnvironment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Bitbucket deployment: completed. `avi:bitbucket:completed:deployment`
 *
 * Scopes: granular `read:pipeline:bitbucket`.
 * Evidence: documented, members of its entities included.
 *
 * No actor and no project.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/bitbucket/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface BitbucketCompletedDeployment {
  readonly eventType: 'avi:bitbucket:completed:deployment'
  readonly timestamp: string
  readonly selfGenerated?: boolean
  readonly repository: BitbucketRepository
  readonly workspace: BitbucketWorkspace
  readonly pipeline: BitbucketPipeline
  readonly deployment: BitbucketDeployment
  readonly environment: BitbucketEnvironment
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/** Bitbucket events: name to body. */
export interface BitbucketEventMap {
  'avi:bitbucket:created:repository': BitbucketCreatedRepository
  'avi:bitbucket:updated:repository': BitbucketUpdatedRepository
  'avi:bitbucket:push:repository': BitbucketPushRepository
  'avi:bitbucket:deleted:repository': BitbucketDeletedRepository
  'avi:bitbucket:created:build-status': BitbucketCreatedBuildStatus
  'avi:bitbucket:updated:build-status': BitbucketUpdatedBuildStatus
  'avi:bitbucket:created:commit-comment': BitbucketCreatedCommitComment
  'avi:bitbucket:created:pullrequest': BitbucketCreatedPullrequest
  'avi:bitbucket:updated:pullrequest': BitbucketUpdatedPullrequest
  'avi:bitbucket:fulfilled:pullrequest': BitbucketFulfilledPullrequest
  'avi:bitbucket:rejected:pullrequest': BitbucketRejectedPullrequest
  'avi:bitbucket:created:pullrequest-comment': BitbucketCreatedPullrequestComment
  'avi:bitbucket:updated:pullrequest-comment': BitbucketUpdatedPullrequestComment
  'avi:bitbucket:deleted:pullrequest-comment': BitbucketDeletedPullrequestComment
  'avi:bitbucket:resolved:pullrequest-comment': BitbucketResolvedPullrequestComment
  'avi:bitbucket:reopened:pullrequest-comment': BitbucketReopenedPullrequestComment
  'avi:bitbucket:updated:pullrequest-reviewer-status': BitbucketUpdatedPullrequestReviewerStatus
  'avi:bitbucket:pending:deployment': BitbucketPendingDeployment
  'avi:bitbucket:started:deployment': BitbucketStartedDeployment
  'avi:bitbucket:completed:deployment': BitbucketCompletedDeployment
}
