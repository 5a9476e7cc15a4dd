// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the
// generator and run it again. Long because it is a list; it holds no logic.
import type { ConfluenceEventMap } from './confluence.js'
import type { JiraEventMap } from './jira.js'
import type { JiraSoftwareEventMap } from './jira-software.js'
import type { JiraServiceManagementEventMap } from './jira-service-management.js'
import type { BitbucketEventMap } from './bitbucket.js'
import type { CompassEventMap } from './compass.js'
import type { ForgePlatformEventMap } from './forge.js'

export type * from './confluence.js'
export type * from './jira.js'
export type * from './jira-software.js'
export type * from './jira-service-management.js'
export type * from './bitbucket.js'
export type * from './compass.js'
export type * from './forge.js'

/**
 * Every event name that Forge is known to send, with the type of its body.
 *
 * Bodies are open: live deliveries carry members that no documentation names, and those read as `unknown`.
 */
export interface ForgeEventMap extends
  ConfluenceEventMap,
  JiraEventMap,
  JiraSoftwareEventMap,
  JiraServiceManagementEventMap,
  BitbucketEventMap,
  CompassEventMap,
  ForgePlatformEventMap {}
