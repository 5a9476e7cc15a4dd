// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.
import type { ForgeRetryContext } from './forge.js'

/** Type reference says string id, example shows a number. */
export interface JiraSoftwareBoard {
  readonly id: string | number
  readonly name: string
  readonly type: 'simple' | 'scrum' | 'kanban'
  readonly [key: string]: unknown
}

export interface JiraSoftwareBoardConfiguration {
  readonly id: number
  readonly name: string
  readonly type: 'simple' | 'scrum' | 'kanban'
  readonly location?: {
    readonly type: 'project' | 'user'
    readonly id: string
    readonly key?: string
    readonly name?: string
    readonly [key: string]: unknown
  }
  readonly filter: {
    readonly id: string
    readonly [key: string]: unknown
  }
  readonly subQuery?: {
    readonly query: string
    readonly [key: string]: unknown
  }
  readonly columnConfig: {
    readonly constraintType: 'none' | 'issueCount' | 'issueCountExclSubs'
    readonly columns: readonly {
      readonly name: string
      readonly statuses: readonly {
        readonly id: string
        readonly [key: string]: unknown
      }[]
      readonly min?: number
      readonly max?: number
      readonly [key: string]: unknown
    }[]
    readonly [key: string]: unknown
  }
  readonly estimation?: {
    readonly type: string
    readonly field: {
      readonly fieldId: string
      readonly displayName: string
      readonly [key: string]: unknown
    }
    readonly [key: string]: unknown
  }
  readonly ranking: {
    readonly rankCustomFieldId?: number
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

/** name up to 30 chars, goal up to 10000. In oldValue only changed members are present. */
export interface JiraSoftwareSprint {
  readonly id?: string
  readonly originBoardId?: string
  readonly name?: string
  readonly goal?: string
  readonly state?: string
  readonly createDate?: string
  readonly startDate?: string
  readonly endDate?: string
  readonly completeDate?: string
  readonly [key: string]: unknown
}

/**
 * Jira Software board: created. `avi:jira-software:created:board`
 *
 * Scopes: classic `read:jira-work`, `read:jira-user`, or granular `read:board-scope:jira-software`, `read:issue-details:jira`, `read:project:jira`, `read:user:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareCreatedBoard {
  readonly eventType: 'avi:jira-software:created:board'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly board: JiraSoftwareBoard
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software board: updated. `avi:jira-software:updated:board`
 *
 * Scopes: classic `read:jira-work`, `read:jira-user`, or granular `read:board-scope:jira-software`, `read:issue-details:jira`, `read:project:jira`, `read:user:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareUpdatedBoard {
  readonly eventType: 'avi:jira-software:updated:board'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly board: JiraSoftwareBoard
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software board: deleted. `avi:jira-software:deleted:board`
 *
 * Scopes: classic `read:jira-work`, `read:jira-user`, or granular `read:board-scope:jira-software`, `read:issue-details:jira`, `read:project:jira`, `read:user:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareDeletedBoard {
  readonly eventType: 'avi:jira-software:deleted:board'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly board: JiraSoftwareBoard
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software board: configuration-changed. `avi:jira-software:configuration-changed:board`
 *
 * Scopes: classic `read:jira-work`, `read:jira-user`, or granular `read:board-scope.admin:jira-software`, `read:project:jira`, `read:user:jira`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareConfigurationChangedBoard {
  readonly eventType: 'avi:jira-software:configuration-changed:board'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly configuration: JiraSoftwareBoardConfiguration
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software sprint: created. `avi:jira-software:created:sprint`
 *
 * Scopes: classic `read:jira-work`, or granular `read:sprint:jira-software`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareCreatedSprint {
  readonly eventType: 'avi:jira-software:created:sprint'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly sprint: JiraSoftwareSprint
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software sprint: started. `avi:jira-software:started:sprint`
 *
 * Scopes: classic `read:jira-work`, or granular `read:sprint:jira-software`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareStartedSprint {
  readonly eventType: 'avi:jira-software:started:sprint'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly sprint: JiraSoftwareSprint
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software sprint: updated. `avi:jira-software:updated:sprint`
 *
 * Scopes: classic `read:jira-work`, or granular `read:sprint:jira-software`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareUpdatedSprint {
  readonly eventType: 'avi:jira-software:updated:sprint'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly sprint: JiraSoftwareSprint
  readonly oldValue?: JiraSoftwareSprint
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software sprint: closed. `avi:jira-software:closed:sprint`
 *
 * Scopes: classic `read:jira-work`, or granular `read:sprint:jira-software`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareClosedSprint {
  readonly eventType: 'avi:jira-software:closed:sprint'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly sprint: JiraSoftwareSprint
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/**
 * Jira Software sprint: deleted. `avi:jira-software:deleted:sprint`
 *
 * Scopes: classic `read:jira-work`, or granular `read:sprint:jira-software`.
 * Evidence: documented, members of its entities included.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira-software/
 * Source: npm @forge/manifest 13.7.0: out/mapping/product-event-to-scope-mapping.json
 */
export interface JiraSoftwareDeletedSprint {
  readonly eventType: 'avi:jira-software:deleted:sprint'
  readonly atlassianId?: string
  readonly selfGenerated?: boolean
  readonly timestamp?: string
  readonly sprint: JiraSoftwareSprint
  readonly retryContext?: ForgeRetryContext
  readonly [key: string]: unknown
}

/** Jira Software events: name to body. */
export interface JiraSoftwareEventMap {
  'avi:jira-software:created:board': JiraSoftwareCreatedBoard
  'avi:jira-software:updated:board': JiraSoftwareUpdatedBoard
  'avi:jira-software:deleted:board': JiraSoftwareDeletedBoard
  'avi:jira-software:configuration-changed:board': JiraSoftwareConfigurationChangedBoard
  'avi:jira-software:created:sprint': JiraSoftwareCreatedSprint
  'avi:jira-software:started:sprint': JiraSoftwareStartedSprint
  'avi:jira-software:updated:sprint': JiraSoftwareUpdatedSprint
  'avi:jira-software:closed:sprint': JiraSoftwareClosedSprint
  'avi:jira-software:deleted:sprint': JiraSoftwareDeletedSprint
}
