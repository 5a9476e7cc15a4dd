import type { ForgeCaller } from '../verifier/caller.js'
import { parseTenant } from '../verifier/caller.js'
import type { Members } from './body.js'
import { isMembers } from './body.js'

/**
 * The name of a lifecycle event whose body does not say it: the reference shows neither `eventType` nor `context`, while remotes were
 * seen to get both. Such a body has the ids of exactly the app and the installation that the token proves; an `upgraderAccountId` makes
 * it an upgrade.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/life-cycle/, read 2026-08.
 */
export function lifecycleNameOf (data: Members, caller: ForgeCaller): string | undefined {
  const { app, id } = data
  const parts = parseTenant(caller.tenant)
  if (!isMembers(app) || parts === undefined || id !== parts.installation || app['id'] !== parts.app) return undefined
  return data['upgraderAccountId'] === undefined ? 'avi:forge:installed:app' : 'avi:forge:upgraded:app'
}
