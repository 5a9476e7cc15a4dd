import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LmdbQueue } from '@hooksmith/lmdb'

const PROCESS = fileURLToPath(new URL('kill-process.ts', import.meta.url))
const LEASE_MS = 1_000
const PATIENCE = 300

/** How a run of killing goes. */
export interface Plan {
  readonly producers: number
  readonly workers: number
  readonly kills: number
  readonly concurrency: number
  /** Between two kills, real milliseconds. */
  readonly everyMs: number
}

/** What came out of it. */
export interface Tally {
  readonly acknowledged: ReadonlySet<string>
  readonly handled: ReadonlyMap<string, number>
  readonly workerKills: number
  readonly stored: number
}

/** Starts producers and workers, kills them in turn in the middle of their work, restarts them, and counts at the end. */
export async function killAround (plan: Plan): Promise<Tally> {
  const path = await mkdtemp(join(tmpdir(), 'hooksmith-kill-'))
  const journals = { producer: join(path, 'acknowledged'), worker: join(path, 'handled') }
  let made = 0
  const start = (role: 'producer' | 'worker'): ChildProcess => fork(PROCESS,
    [role, join(path, 'data'), journals[role], `${role}${made++}`, String(LEASE_MS), String(plan.concurrency)], { execArgv: ['--import', 'tsx'] })
  const roles = [...Array<'producer'>(plan.producers).fill('producer'), ...Array<'worker'>(plan.workers).fill('worker')]
  const running = roles.map((role) => ({ role, child: start(role) }))
  let workerKills = 0
  try {
    await until(async () => (await lines(journals.worker)).length > 50)
    for (let kill = 0; kill < plan.kills; kill++) {
      await sleep(plan.everyMs)
      const victim = running[running.length - 1 - kill % running.length]
      if (victim === undefined) continue
      await end(victim.child)
      if (victim.role === 'worker') workerKills++
      victim.child = start(victim.role)
    }
    await sleep(plan.everyMs)
    for (const { role, child } of running) if (role === 'producer') await end(child)
    const acknowledged = new Set(await lines(journals.producer))
    const stored = await drain(join(path, 'data'))
    for (const { child } of running) await end(child)
    const handled = new Map<string, number>()
    for (const id of await lines(journals.worker)) handled.set(id, (handled.get(id) ?? 0) + 1)
    return { acknowledged, handled, workerKills, stored }
  } finally {
    for (const { child } of running) await end(child)
    await rm(path, { recursive: true, force: true })
  }
}

/** Waits until nothing is left to do, or nothing is done any more. @returns How many jobs are stored still. */
async function drain (path: string): Promise<number> {
  const queue = new LmdbQueue({ path })
  try {
    let least = Number.POSITIVE_INFINITY
    for (let look = 0; look < PATIENCE && least > 0; look++) {
      const stored = Object.values((await queue.stats()).counts).reduce((sum, count) => sum + count, 0)
      // A fast machine has stored more than its workers handle in any time that could be named here.
      if (stored < least) look = 0
      least = Math.min(least, stored)
      await sleep(100)
    }
    return least
  } finally {
    await queue.close()
  }
}

async function until (condition: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < PATIENCE; look++) {
    if (await condition()) return
    await sleep(100)
  }
}

async function end (child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** The whole lines of a journal; a line that a kill cut short was not acknowledged. */
async function lines (journal: string): Promise<string[]> {
  const text = await readFile(journal, 'utf8').catch(() => '')
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '')
}
