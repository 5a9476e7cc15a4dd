import { inTurns, median, type Pair } from './arithmetic.js'
import { load, type Round } from './load.js'
import type { Measured } from './rows.js'
import type { Stage } from './stage.js'
import type { Subject } from './subject.js'

/** What one side of an ingest row is: a subject, and what it is told. */
export interface Side { readonly subject: string, readonly with?: Readonly<Record<string, string>> }

/** One round of load, with what it cost the subject. */
interface Sample extends Round {
  readonly perSecond: number
  /** Processor time of the whole process an event, in microseconds. */
  readonly cpuUs: number
}

/**
 * Events a second of processor time: ours over the peer's, or the other way round where the goal is a time.
 *
 * Not events a second of the clock: load, subject and whatever else runs share the cores, and the clock's ratio of one pair of processes was
 * seen between 0.6 and 1.3. It is in the detail.
 */
export async function compareIngest (stage: Stage, ours: Side, peer: Side, by: 'rate' | 'time' = 'rate'): Promise<Measured> {
  const { starts, rounds, amount, warmUp } = stage.effort
  const pairs: Array<Pair<Sample>> = []
  for (let start = 0; start < starts && (start === 0 || stage.hasTime()); start++) {
    const [ourSubject, peerSubject] = await Promise.all([stage.start(ours.subject, ours.with), stage.start(peer.subject, peer.with)])
    for (const subject of [ourSubject, peerSubject]) await round(stage, subject, warmUp)
    pairs.push(...await inTurns(rounds, () => round(stage, ourSubject, amount), () => round(stage, peerSubject, amount), stage.hasTime))
    await Promise.all([ourSubject.stop(), peerSubject.stop()])
  }
  const ratios = pairs.map((pair) => by === 'rate' ? pair.peer.cpuUs / pair.ours.cpuUs : pair.ours.cpuUs / pair.peer.cpuUs)
  const clock = median(pairs.map((pair) => by === 'rate' ? pair.ours.perSecond / pair.peer.perSecond : pair.peer.perSecond / pair.ours.perSecond))
  const side = (samples: readonly Sample[]): string =>
    `${Math.round(median(samples.map(({ perSecond }) => perSecond)))}/s ${Math.round(median(samples.map(({ cpuUs }) => cpuUs)))} µs`
  return { ratios, detail: `ours ${side(pairs.map((pair) => pair.ours))}, peer ${side(pairs.map((pair) => pair.peer))}; by the clock ${clock.toFixed(2)} ×` }
}

/** One round. @throws when an event was not stored: then there is nothing to compare. */
export async function round (stage: Stage, subject: Subject, amount: number, rate?: number): Promise<Sample> {
  const before = await subject.usage()
  const result = await load({ url: subject.url, authorization: stage.authorization, amount, ...rate === undefined ? {} : { rate } })
  const after = await subject.usage()
  if (result.errors > 0 || after.stored !== result.sent) throw new Error(`${subject.name}: ${result.errors} errors, ${after.stored} of ${result.sent} stored`)
  // The load's own clock ticks in seconds; the subject's does not.
  return { ...result, perSecond: after.stored * 1_000 / after.tookMs, cpuUs: (after.cpuMs - before.cpuMs) * 1_000 / after.stored }
}
