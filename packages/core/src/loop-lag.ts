import { performance } from 'node:perf_hooks'

/** How often the loop is looked at, in milliseconds. */
const LOOK_EVERY_MS = 100

/**
 * Calls `onLook` about ten times a second with how much too late it is called, in milliseconds, and whether that was more than `maxMs`: the
 * event loop then stood still. A `maxMs` of 0 turns it off.
 *
 * @returns What stops it.
 */
export function watchLoop (maxMs: number, onLook: (lagMs: number, isTooLong: boolean) => void): () => void {
  if (maxMs === 0) return () => {}
  let expectedAt = performance.now() + LOOK_EVERY_MS
  const timer = setInterval(() => {
    const now = performance.now()
    const lagMs = Math.max(0, Math.round(now - expectedAt))
    expectedAt = now + LOOK_EVERY_MS
    onLook(lagMs, lagMs > maxMs)
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => { clearInterval(timer) }
}
