import { HKS_ERR_ROUTER_UNKNOWN_EVENT } from './errors.js'
import { findNearest } from './nearest.js'
import { matchesPattern, parsePattern } from './pattern.js'
import type { Registration } from './handler-table.js'

/** A list of event names that somebody vouches for, so that a misspelled pattern is noticed at start. */
export interface EventCatalogue {
  /** Which names it speaks for; names that no catalogue covers are never complained about. For example `avi:**`. */
  readonly covers: string
  readonly names: readonly string[]
  /** Names or globs that exist without being listed one by one. */
  readonly open?: readonly string[]
}

/** One problem for every pattern that a catalogue covers and nothing in it matches. */
export function findUnknownEvents (catalogues: readonly EventCatalogue[], handlers: ReadonlyArray<Pick<Registration, 'id' | 'patterns'>>): Error[] {
  const problems: Error[] = []
  for (const handler of handlers) {
    for (const pattern of handler.patterns) {
      // One that cannot be read is refused elsewhere.
      if (typeof parsePattern(pattern) === 'string') continue
      const covering = catalogues.filter((catalogue) => covers(catalogue.covers, pattern))
      if (covering.length === 0 || covering.some((catalogue) => isKnown(catalogue, pattern))) continue
      problems.push(new HKS_ERR_ROUTER_UNKNOWN_EVENT(handler.id, pattern, hint(pattern, covering.flatMap(({ names }) => names))))
    }
  }
  return problems
}

function covers (scope: string, pattern: string): boolean {
  const parsed = parsePattern(scope)
  return typeof parsed !== 'string' && matchesPattern(parsed, pattern)
}

function isKnown (catalogue: EventCatalogue, text: string): boolean {
  const pattern = parsePattern(text)
  if (typeof pattern === 'string') return true
  return catalogue.names.some((name) => matchesPattern(pattern, name)) || (catalogue.open ?? []).some((open) => covers(open, text))
}

function hint (pattern: string, names: readonly string[]): string {
  const nearest = pattern.includes('*') ? undefined : findNearest(pattern, names)
  return nearest === undefined ? '' : `; did you mean '${nearest}'?`
}
