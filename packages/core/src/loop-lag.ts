import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How often the longest standstill is looked at, in milliseconds. */
const LOOK_EVERY_MS = 1_000

/**
 * Calls `onLook` once a second with the length of the longest standstill of the event loop since the last call, in milliseconds, and whether
 * that was longer than `maxMs`. A `maxMs` of 0 turns it off.
 *
 * @returns What stops it.
 */
export function watchLoop (maxMs: number, onLook: (lagMs: number, isTooLong: boolean) => void): () => void {
  if (maxMs === 0) return () => {}
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  const timer = setInterval(() => {
    const lagMs = Math.round(histogram.max / 1e6)
    histogram.reset()
    onLook(lagMs, lagMs > maxMs)
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    histogram.disable()
  }
}
