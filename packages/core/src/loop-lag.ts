import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How often the longest standstill is looked at, in milliseconds. */
const LOOK_EVERY_MS = 1_000

/**
 * Calls `onLag` with the length of the longest standstill of the event loop in the last second, in milliseconds, when it was longer than
 * `maxMs`. 0 turns it off.
 *
 * @returns What stops it.
 */
export function watchLoop (maxMs: number, onLag: (lagMs: number) => void): () => void {
  if (maxMs === 0) return () => {}
  const histogram = monitorEventLoopDelay({ resolution: 20 })
  histogram.enable()
  const timer = setInterval(() => {
    const lagMs = Math.round(histogram.max / 1e6)
    histogram.reset()
    if (lagMs > maxMs) onLag(lagMs)
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    histogram.disable()
  }
}
