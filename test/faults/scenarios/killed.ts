import { setTimeout as sleep } from 'node:timers/promises'
import type { Member } from '../processes.js'
import type { Scenario } from '../scenario.js'
import type { Stage } from '../stage.js'

const KILLS = 4
/** Between two kills, in milliseconds. */
const PAUSE_MS = 300

async function killInTurn (members: readonly Member[]): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(PAUSE_MS)
    await members[kill % members.length]?.replace()
  }
}

/** Old processes leave while the new ones work already, as in a rolling deploy. */
async function swapAll (stage: Stage): Promise<void> {
  const { ingests: oldIngests, workers: oldWorkers } = stage
  const [ingest, worker] = [await stage.member('ingest-new', { role: 'ingest' }), await stage.member('worker-new', { role: 'worker' })]
  await sleep(PAUSE_MS)
  await Promise.all([ingest.start(), worker.start()])
  stage.send([ingest])
  const codes = await Promise.all([...oldIngests, ...oldWorkers].map((member) => member.stop()))
  if (codes.some((code) => code !== 0)) throw new Error(`an old process ended with ${codes.join(', ')}`)
  stage.ingests.push(ingest)
  stage.workers.push(worker)
  await sleep(PAUSE_MS)
}

const NOTHING = { count: 0, because: 'nothing of promise 1 happens' } as const

/** Processes end, with and without warning. */
export const killed: readonly Scenario[] = [
  {
    name: 'a worker is killed, again and again',
    drivers: ['redis', 'lmdb'],
    stage: { ingests: 1, workers: 2 },
    mayRepeat: ({ concurrency }) => ({ count: KILLS * concurrency, because: 'what ran in a killed process' }),
    play: async ({ workers }) => { await killInTurn(workers) }
  },
  {
    name: 'an ingest is killed, again and again',
    drivers: ['redis', 'lmdb'],
    stage: { ingests: 2, workers: 1 },
    mayRepeat: () => NOTHING,
    play: async ({ ingests }) => { await killInTurn(ingests) }
  },
  {
    name: 'processes of both roles are killed, again and again',
    drivers: ['lmdb'],
    short: 'lmdb',
    stage: { ingests: 1, workers: 1 },
    mayRepeat: ({ concurrency }) => ({ count: KILLS / 2 * concurrency, because: 'what ran in a killed process' }),
    play: async ({ ingests, workers }) => { await killInTurn([...workers, ...ingests]) }
  },
  {
    name: 'a deploy swaps all processes',
    drivers: ['redis', 'lmdb'],
    stage: { ingests: 1, workers: 1 },
    mayRepeat: () => NOTHING,
    play: swapAll
  }
]
