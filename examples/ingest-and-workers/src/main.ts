/**
 * One ingest and two workers on Redis. Events stream in from a Forge platform of this machine, and a worker is killed in the middle of its work.
 *
 *   npm run example:workers              until Ctrl-C
 *   npm run example:workers -- --once    30 events and one kill; exits 0 if every event was answered 200 and handled
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ForgeSimulator } from '@hooksmith/simulator'
import color from 'picocolors'
import { Board } from './board.js'
import { Fleet } from './fleet.js'

/** Events of `--once`. */
const EVENTS = 30
/** Events between two kills. */
const EVENTS_A_KILL = 40
/** The first kill comes after so many. */
const FIRST_KILL = 12
const BETWEEN_EVENTS_MS = 120
/** How long `--once` waits for the last event, in milliseconds. */
const PATIENCE_MS = 60_000

const { REDIS_URL: redisUrl } = process.env
if (redisUrl === undefined || redisUrl === '') {
  console.error('Set REDIS_URL, or run `npm run example:workers`, which starts a Redis of its own.')
  process.exit(78)
}
const count = process.argv.includes('--once') ? EVENTS : Infinity
const simulator = await ForgeSimulator.start()
const installation = simulator.createInstallation()
const board = new Board()
const fleet = new Fleet(
  { redisUrl, appId: installation.app.id, keySetUrl: simulator.jwksUrl, tokenKey: randomBytes(32).toString('base64') },
  (name, report) => { board.reported(name, report) })
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { stopping.abort() })

console.log(`\n${color.bold('One ingest, two workers')} ${color.dim(`on ${redisUrl}`)}\n`)
let workers = 0
const [ingest] = await Promise.all([fleet.start('ingest', 'ingest'), startWorker(), startWorker()])
board.say('ingest', `listens at ${ingest.url}/forge/events ${color.dim(`(pid ${ingest.pid})`)}`)
/** Workers that run, the oldest first. */
const alive = ['worker-1', 'worker-2']
const accidents: Array<Promise<void>> = []

for (let number = 1; !stopping.signal.aborted && number <= count; number++) {
  await deliver(`page ${number}`)
  if (number % EVENTS_A_KILL === FIRST_KILL) accidents.push(killOne())
  await sleep(BETWEEN_EVENTS_MS)
}
await Promise.all(accidents)
for (const end = Date.now() + PATIENCE_MS; !board.isSettled && Date.now() < end;) await sleep(50)
const hasStopped = await fleet.stop()
const isGood = board.isGood && hasStopped
await simulator.close()
console.log(`\n  ${isGood ? color.green('✔') : color.red('✖')} ${board.summary}\n`)
process.exit(isGood ? 0 : 1)

async function deliver (title: string): Promise<void> {
  const { status } = await simulator.sendEvent(installation, 'avi:confluence:created:page', {
    url: `${ingest.url}/forge/events`, moduleKey: 'remote-events', payload: { content: { title } }
  })
  board.answered(title, status)
}

async function startWorker (): Promise<void> {
  const { name, pid } = await fleet.start('worker', `worker-${++workers}`)
  board.say(name, `takes jobs ${color.dim(`(pid ${pid})`)}`)
}

/** Kills the oldest worker while it is at something, and starts another in its place. */
async function killOne (): Promise<void> {
  const victim = alive.shift() ?? ''
  while (board.runningIn(victim).length === 0) await sleep(5)
  const running = board.runningIn(victim)
  await fleet.kill(victim)
  board.say(victim, color.red(`killed (kill -9) while it was at ${running.join(' and ')}`))
  alive.push(`worker-${workers + 1}`)
  await startWorker()
}
