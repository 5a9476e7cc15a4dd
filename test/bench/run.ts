/**
 * The benchmarks: ours and peers in turn, in one run on one machine. Ratios are what counts.
 *
 *   npm run bench              a table
 *   npm run bench -- --json    the figures
 *   npm run bench -- --quick   fewer rounds
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ForgeSimulator, invocationClaims, signInvocationToken } from '@hooksmith/simulator'
import color from 'picocolors'
import { load, type Round } from './load.js'
import { INGEST_ROWS, type BenchRow } from './rows.js'
import { Subject } from './subject.js'

const isQuick = process.argv.includes('--quick')
const isJson = process.argv.includes('--json')
const ROUNDS = isQuick ? 3 : 7
const AMOUNT = isQuick ? 6_400 : 19_200

/** What one row came to. */
interface Figure {
  readonly what: string
  readonly goal: string
  /** Median over the rounds, each a pair measured one after the other. */
  readonly ratio: number
  readonly spread: readonly [number, number]
  readonly ours: number
  readonly peer: number
  /** Processor time of the whole process an event, in microseconds. */
  readonly oursCpuUs: number
  readonly peerCpuUs: number
  readonly isMet: boolean
}

const directory = await mkdtemp(join(tmpdir(), 'hooksmith-bench-'))
const simulator = await ForgeSimulator.start()
const installation = simulator.createInstallation()
const lifetimeMs = 3_600_000
const claims = invocationClaims({ installation, module: { key: 'bench' }, now: Date.now(), lifetimeMs })
const authorization = `Bearer ${await signInvocationToken(claims, simulator.keys.active)}`
const environment = { APP_ARI: installation.app.ari, KEY_SET_URL: simulator.jwksUrl, DIRECTORY: directory }

const figures: Figure[] = []
for (const row of INGEST_ROWS) figures.push(await measure(row))
console.log(isJson ? JSON.stringify(figures, undefined, 2) : render(figures))
await simulator.close()
await rm(directory, { recursive: true, force: true })

async function measure (row: BenchRow): Promise<Figure> {
  const [ours, peer] = [await Subject.start(row.ours, environment), await Subject.start(row.peer, environment)]
  // Warm caches and compiled code are what a server runs with.
  for (const subject of [ours, peer]) await round(subject, AMOUNT / 2)
  const pairs: Array<{ ours: Sample, peer: Sample }> = []
  for (let at = 0; at < ROUNDS; at++) {
    // Who goes first changes, so that a machine that slows down harms both alike.
    const first = at % 2 === 0 ? await round(ours, AMOUNT) : undefined
    const second = await round(peer, AMOUNT)
    pairs.push({ ours: first ?? await round(ours, AMOUNT), peer: second })
  }
  await Promise.all([ours.stop(), peer.stop()])
  const [kind, goal] = row.goal
  const ratios = pairs.map((pair) => kind === 'at least' ? pair.ours.perSecond / pair.peer.perSecond : pair.peer.perSecond / pair.ours.perSecond)
  const ratio = median(ratios)
  return {
    what: row.what,
    goal: `${kind} ${goal}`,
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    ours: median(pairs.map((pair) => pair.ours.perSecond)),
    peer: median(pairs.map((pair) => pair.peer.perSecond)),
    oursCpuUs: median(pairs.map((pair) => pair.ours.cpuUs)),
    peerCpuUs: median(pairs.map((pair) => pair.peer.cpuUs)),
    isMet: kind === 'at least' ? ratio >= goal : ratio <= goal
  }
}

/** One round of load, with what it cost the subject. */
type Sample = Round & { readonly perSecond: number, readonly cpuUs: number }

async function round (subject: Subject, amount: number): Promise<Sample> {
  const before = await subject.usage()
  const result = await load({ url: subject.url, authorization, amount })
  const after = await subject.usage()
  const count = after.stored
  if (result.errors > 0 || count !== amount) throw new Error(`${subject.name}: ${result.errors} errors, ${count} of ${amount} stored`)
  // The load's own clock ticks in seconds; the subject's does not.
  return { ...result, perSecond: count * 1_000 / after.tookMs, cpuUs: (after.cpuMs - before.cpuMs) * 1_000 / count }
}

function median (values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

function render (rows: readonly Figure[]): string {
  const lines = rows.map((row) => [
    row.isMet ? color.green('✔') : color.red('✖'),
    row.what.padEnd(44),
    `${row.ratio.toFixed(2)} ×`.padStart(7),
    color.dim(`(${row.spread.map((edge) => edge.toFixed(2)).join('–')})`),
    row.goal.padEnd(14),
    color.dim(`ours ${Math.round(row.ours)}/s ${Math.round(row.oursCpuUs)} µs, peer ${Math.round(row.peer)}/s ${Math.round(row.peerCpuUs)} µs`)
  ].join('  '))
  return `${lines.join('\n')}\n${color.dim('Ratios of medians, pairs measured in turn; µs: processor time of the whole process an event.')}`
}
