/** How often a scheduled trigger runs, as manifests write it (…/manifest-reference/modules/scheduled-trigger/, read 2026-08). */
export type TickInterval = 'fiveMinute' | 'hour' | 'day' | 'week'

/** {@link TickInterval} in milliseconds. */
export const INTERVAL_MS: Readonly<Record<TickInterval, number>> = Object.freeze({
  fiveMinute: 300_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000
})

/** Ids of jobs are remembered for a day; what is called a duplicate has to come well within it. */
const MAX_WINDOW_MS = 43_200_000
/** How far a gap between two ticks may be from an interval to be one. */
const TOLERATED_SHARE = 0.1

/**
 * How long after a tick another one is a duplicate of it: half of the interval, 12 h at most. Of every five minutes one minute, since ticks may come some
 * minutes late.
 */
export function duplicateWindowMs (intervalMs: number): number {
  return intervalMs <= INTERVAL_MS.fiveMinute ? 60_000 : Math.min(intervalMs / 2, MAX_WINDOW_MS)
}

/** The interval that two gaps in a row agree on; `undefined` where they do not. */
export function learnInterval (gapsMs: readonly number[]): number | undefined {
  const [earlier, later] = gapsMs.slice(-2).map(nearestInterval)
  return later !== undefined && later === earlier ? later : undefined
}

function nearestInterval (gapMs: number): number | undefined {
  return Object.values(INTERVAL_MS).find((intervalMs) => Math.abs(gapMs - intervalMs) <= intervalMs * TOLERATED_SHARE)
}
