import { setTimeout as sleep } from 'node:timers/promises'
import type { Capabilities } from '@hooksmith/contracts'

/** How long a driver has to tell what its server promises, in milliseconds, once that has answered. */
const LEARN_MS = 1_000

/** What a driver warns of, once it knows: what a server promises is read in the background after the first answer. */
export async function learnWarnings (driver: Capabilities): Promise<readonly string[]> {
  let warnings: readonly string[] = []
  const stop = driver.watchWarnings?.((all) => { warnings = all })
  if (stop === undefined) return []
  const until = Date.now() + LEARN_MS
  const isSilent = (): boolean => warnings.length === 0 && driver.durable === 'no'
  while (isSilent() && Date.now() < until) await sleep(20)
  stop()
  return warnings
}
