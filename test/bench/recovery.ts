import { setTimeout as sleep } from 'node:timers/promises'
import { median } from './arithmetic.js'
import type { Measured } from './rows.js'
import type { Stage } from './stage.js'

/** The lease of the workers in this row, in milliseconds. */
const LEASE_MS = 2_000

/** From kill -9 of a worker to the next start of the job that it ran, over the lease. Another worker is there all the time. */
export async function measureRecovery (stage: Stage): Promise<Measured> {
  const { kills } = stage.effort
  const ratios: number[] = []
  for (let at = 0; at < kills && (at === 0 || stage.hasTime()); at++) {
    const settings = { ...await stage.redis(), QUEUE: stage.freshName(), LEASE_MS: String(LEASE_MS) }
    const victim = await stage.start('worker-redis', { ...settings, HANGS: '1' })
    await victim.ask('enqueue')
    const rescuer = await stage.start('worker-redis', settings)
    // Killed at different moments of its renewals.
    await sleep(LEASE_MS * at / kills)
    const killedAt = Date.now()
    await victim.kill()
    const startedAt = await rescuer.ask<number>('started')
    ratios.push((startedAt - killedAt) / LEASE_MS)
    await rescuer.stop()
  }
  return { ratios, detail: `lease ${LEASE_MS} ms, back after ${Math.round(median(ratios) * LEASE_MS)} ms` }
}
