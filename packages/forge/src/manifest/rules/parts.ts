import { findNearest } from '@hooksmith/core'
import type { ManifestNode } from '../node.js'
import { problem, quote } from '../problem.js'
import { checkShape } from './shape.js'
import { filterShape, manifestShape } from './shapes.js'
import type { Rule } from './subject.js'

/** Every part has the members, and the kinds of values, that Forge takes. */
export const everyPartHasItsShape: Rule = ({ manifest: { root } }) => checkShape(root, manifestShape, 'manifest').map((found) => ({
  ...found, message: found.message.replace(/^manifest\.(?:modules\.)?/, '')
}))

/** An app has modules, of Forge or of Connect. */
export const anAppHasModules: Rule = ({ manifest: { root } }) =>
  root.kind === 'map' && root.get('modules') === undefined && root.get('connectModules') === undefined
    ? [problem('member-missing', root.at, "The manifest has no 'modules'", "add 'modules'; `hooksmith manifest generate` writes them")]
    : []

const OURS = ['trigger', 'scheduledTrigger', 'preUninstall', 'webtrigger', 'endpoint', 'function', 'consumer']
const MAX_TYPE_SLIP = 3

/** A misspelt module type is refused by Forge. Types that are like none of those for backends are not judged. */
export const moduleTypesAreSpeltRight: Rule = ({ manifest: { root } }) => (root.get('modules')?.members ?? []).flatMap(({ key, keyAt }) => {
  if (OURS.includes(key) || key.includes(':')) return []
  const nearest = OURS.find((one) => one.toLowerCase() === key.toLowerCase()) ?? findNearest(key, OURS)
  if (nearest === undefined || Math.abs(nearest.length - key.length) > MAX_TYPE_SLIP || OTHERS.has(key)) return []
  return [problem('module-type', keyAt, `There is no module type ${quote(key)}`, `write '${nearest}'`)]
})

/** Types of modules without a colon that exist and are none of {@link OURS} (schema of npm @forge/manifest 13.7.0). */
const OTHERS: ReadonlySet<string> = new Set([
  'apiRoute', 'fifoConsumer', 'workflow', 'migration', 'remote', 'action', 'sql', 'objectStore', 'event', 'llm', 'connectToForgeMigration', 'macro'
])

const EVENT_HINT = "write names of events, each after a '-', or maps with eventType and filter"

/** Events are all names, or all maps with a filter of their own. */
export const eventsHaveOneForm: Rule = ({ manifest: { modules } }) => modules.filter(({ type }) => type === 'trigger').flatMap(({ node }) => {
  const items = node.get('events')?.items ?? []
  const odd = items.filter(({ kind }) => kind !== 'text' && kind !== 'map')
  const [first] = items
  const other = first === undefined ? undefined : items.find(({ kind }) => kind !== first.kind)
  if (odd[0] !== undefined) return [problem('event-forms', odd[0].at, 'An event is neither a name nor a map', EVENT_HINT)]
  if (other !== undefined) return [problem('event-forms', other.at, 'One list of events mixes names and maps', 'write all of them in one form')]
  return items.filter(({ kind }) => kind === 'map').flatMap(checkEventMap)
})

function checkEventMap (item: ManifestNode): ReturnType<Rule> {
  return checkShape(item, {
    kind: 'map', members: { eventType: { kind: 'text' }, filter: filterShape }, required: ['eventType', 'filter']
  }, 'event')
}
