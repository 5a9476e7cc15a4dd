import { INTERVAL_MS, type TickInterval } from '../ticks/intervals.js'

/** As long before its expiry as a token is no longer handed out by default. */
const MARGIN_MS = 60_000
/** Forge promises tokens of at most this life (…/remote/calling-product-apis/, read 2026-08). */
const MAX_LIFE_MS = 14_400_000

/** The last tick of a trigger, and how often it runs, where that is known. */
interface Rhythm { readonly at: number, readonly intervalMs: number | undefined }

/** When the next tick of any of these triggers is due; `undefined` where no interval is known. */
export function nextTickAt (ticks: readonly Rhythm[], now: number): number | undefined {
  const due = ticks.flatMap(({ at, intervalMs }) => {
    return intervalMs === undefined ? [] : [at + Math.max(1, Math.ceil((now - at) / intervalMs)) * intervalMs]
  })
  return due.length === 0 ? undefined : Math.min(...due)
}

/**
 * The end of the newest token, where a gap follows it: it has ended, or it will before the next tick that may bring another. `undefined` where there was no
 * token, or none will be missing.
 */
export function findGap (tokenExpiresAt: number | undefined, nextAt: number | undefined, now: number): number | undefined {
  if (tokenExpiresAt === undefined) return undefined
  const endsAt = tokenExpiresAt - MARGIN_MS
  return endsAt <= now || (nextAt !== undefined && endsAt < nextAt) ? tokenExpiresAt : undefined
}

/** What is wrong with the configured triggers, if they are too rare to keep a token alive. */
export function findSlowTicks (intervals: Readonly<Record<string, TickInterval>>): string | undefined {
  const [fastest] = Object.entries(intervals).sort(([, a], [, b]) => INTERVAL_MS[a] - INTERVAL_MS[b])
  if (fastest === undefined || INTERVAL_MS[fastest[1]] <= MAX_LIFE_MS) return undefined
  return `the scheduled trigger of '${fastest[0]}' runs every ${fastest[1]}, and a token lives 4 h at most: an hourly one keeps a token at hand`
}
