import type { ForgeEventFacts } from './facts.js'
import { facts } from './generated/facts.js'

/**
 * What is known about every event, by name, in the order of the documentation. Holds names that are sent as they stand
 * and one name with placeholders; {@link findForgeEvent} understands both.
 */
export const forgeEvents: ReadonlyMap<string, ForgeEventFacts> = new Map(facts.map((one) => [one.name, one]))

/** The keys of {@link forgeEvents}. */
export const forgeEventNames: readonly string[] = [...forgeEvents.keys()]

const patterns = facts.filter(({ isPattern }) => isPattern)
  .map((one) => ({ facts: one, start: one.name.slice(0, one.name.indexOf('{')) }))

/**
 * Looks up a name as it comes over the wire or stands in a manifest: `avi:cloud:ecosystem::event/<app id>/<key>` finds
 * the entry with placeholders.
 *
 * @returns `undefined` for a name that the catalogue does not know. It may still be real: Forge gains events, and its
 *   manifest accepts any string.
 */
export function findForgeEvent (name: string): ForgeEventFacts | undefined {
  return forgeEvents.get(name) ?? patterns.find(({ start }) => name.startsWith(start) && name.length > start.length)?.facts
}
