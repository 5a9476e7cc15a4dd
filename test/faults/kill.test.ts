import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fork, type ChildProcess } from 'node:child_process'
import { LmdbQueue } from '@hooksmith/lmdb'
import { ForgeSimulator } from '@hooksmith/simulator'
import { test } from 'tap'
import { until } from '../support/forge-server.js'

const SERVER = fileURLToPath(new URL('fixtures/server.ts', import.meta.url))
const SERVERS = 2
const CONCURRENCY = 8
const KILLS = 4
const EVENTS_IN_FLIGHT = 8

/** A server process that is started again on the same port whenever it was killed. */
class Victim {
  readonly #environment: Readonly<Record<string, string>>
  #process: ChildProcess

  constructor (environment: Readonly<Record<string, string>>) {
    this.#environment = environment
    this.#process = this.#fork()
  }

  async listening (): Promise<void> {
    await new Promise<void>((resolve) => { this.#process.once('message', () => { resolve() }) })
  }

  /** Kills without warning, and starts the successor at once. */
  async kill (): Promise<void> {
    const gone = new Promise((resolve) => { this.#process.once('exit', resolve) })
    this.#process.kill('SIGKILL')
    await gone
    this.#process = this.#fork()
    await this.listening()
  }

  /** Sees to it that nothing is left, whatever became of the test. */
  end (): void {
    this.#process.kill('SIGKILL')
  }

  /** Asks to stop; resolves to the exit code. */
  async stop (): Promise<number | null> {
    const code = new Promise<number | null>((resolve) => { this.#process.once('exit', resolve) })
    this.#process.kill('SIGTERM')
    return await code
  }

  #fork (): ChildProcess {
    return fork(SERVER, [], { env: { ...process.env, ...this.#environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  }
}

async function freePort (): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => { resolve(typeof address === 'object' && address !== null ? address.port : 0) })
    })
  })
}

/** How often each event's handler was started, and whether it had its effect. */
async function readEffects (file: string): Promise<ReadonlyMap<string, { starts: number, effects: number }>> {
  const seen = new Map<string, { starts: number, effects: number }>()
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const [what, id] = line.split(' ')
    if (id === undefined) continue
    const entry = seen.get(id) ?? { starts: 0, effects: 0 }
    seen.set(id, { starts: entry.starts + (what === 'start' ? 1 : 0), effects: entry.effects + (what === 'effect' ? 1 : 0) })
  }
  return seen
}

test('servers killed in the middle of a stream of events lose none that was answered 2xx, and repeat only what was running', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'hooksmith-kill-'))
  const effects = join(directory, 'effects')
  const simulator = await ForgeSimulator.start({ redeliveryDelayMs: 600, deliveryTimeoutMs: 2_000 })
  const app = simulator.createApp()
  const first = simulator.createInstallation({ app })
  const installations = [first, simulator.createInstallation({ app }), simulator.createInstallation({ app })]
  const ports = [await freePort(), await freePort()]
  const victims = ports.map((port) => new Victim({
    DIRECTORY: directory,
    EFFECTS: effects,
    PORT: String(port),
    APP_ID: app.id,
    KEY_SET_URL: simulator.jwksUrl,
    CONCURRENCY: String(CONCURRENCY)
  }))
  const queue = new LmdbQueue({ path: directory })
  t.teardown(async () => {
    for (const victim of victims) victim.end()
    await simulator.close()
    await queue.close()
    await rm(directory, { recursive: true, force: true })
  })
  await Promise.all(victims.map(async (victim) => { await victim.listening() }))

  const accepted = new Set<string>()
  const over = new AbortController()
  let sent = 0
  const stream = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const number = sent++
      const id = String(700_000 + number)
      const result = await simulator.sendEvent(installations[number % installations.length] ?? first, 'avi:confluence:created:page', {
        url: `http://127.0.0.1:${ports[number % SERVERS]}/forge/events`,
        moduleKey: 'events',
        payload: { content: { id, title: `page ${number % 40}` } }
      })
      const note = result.settled.then(({ state }) => { if (state === 'accepted') accepted.add(id) })
      if (result.verdict === 'accepted') await note
    }
  }
  const streams = Array.from({ length: EVENTS_IN_FLIGHT }, stream)
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(250)
    await victims[kill % SERVERS]?.kill()
  }
  over.abort()
  await Promise.all(streams)
  await until(() => simulator.waitingCount === 0, 'all redeliveries are made')
  await simulator.whenIdle()

  await until(async () => {
    const { ready, delayed, held, running, waiting } = (await queue.stats()).counts
    return ready + delayed + held + running + waiting === 0
  }, 'everything stored is settled', 120_000)
  const seen = await readEffects(effects)
  const lost = [...accepted].filter((id) => (seen.get(id)?.effects ?? 0) === 0)
  const repeated = [...seen.values()].filter(({ starts }) => starts > 1)
  const repeats = repeated.reduce((sum, { starts }) => sum + starts - 1, 0)
  t.comment(`${sent} events, ${accepted.size} answered 2xx, ${KILLS} kills, ${lost.length} lost, ${repeats} run again`)

  t.ok(accepted.size > 50, `a stream of some size: ${accepted.size}`)
  t.same(lost, [], 'every event answered 2xx was handled')
  t.ok(repeats <= KILLS * CONCURRENCY, `${repeats} runs again, at most the jobs that were running at the kills: ${KILLS * CONCURRENCY}`)
  t.equal((await queue.stats()).counts.dead, 0)
  t.same(await Promise.all(victims.map(async (victim) => await victim.stop())), [0, 0], 'what is left stops in order')
})
