import { inTurns, median, type Pair } from './arithmetic.js'
import type { Side } from './ingest.js'
import type { Measured } from './rows.js'
import type { Stage } from './stage.js'
import type { Subject } from './subject.js'

/** What one round of handling came to. */
export interface Handled { readonly tookMs: number, readonly cpuMs: number }

/** Jobs a second of ours over those of the peer. Each round stores its jobs first, and counts from the start of the worker to the end of the last job. */
export async function compareHandling (stage: Stage, ours: Side, peer: Side): Promise<Measured> {
  const { starts, rounds, jobs } = stage.effort
  const pairs: Array<Pair<Handled>> = []
  for (let start = 0; start < starts && (start === 0 || stage.hasTime()); start++) {
    const [ourSubject, peerSubject] = await Promise.all([stage.start(ours.subject, ours.with), stage.start(peer.subject, peer.with)])
    for (const subject of [ourSubject, peerSubject]) await subject.ask<Handled>('handle', jobs)
    const handle = (subject: Subject) => async () => await subject.ask<Handled>('handle', jobs)
    pairs.push(...await inTurns(rounds, handle(ourSubject), handle(peerSubject), stage.hasTime))
    await Promise.all([ourSubject.stop(), peerSubject.stop()])
  }
  const side = (samples: readonly Handled[]): string =>
    `${Math.round(jobs * 1_000 / median(samples.map(({ tookMs }) => tookMs)))}/s ${Math.round(median(samples.map(({ cpuMs }) => cpuMs)) * 1_000 / jobs)} µs`
  return {
    ratios: pairs.map((pair) => pair.peer.tookMs / pair.ours.tookMs),
    detail: `ours ${side(pairs.map((pair) => pair.ours))}, peer ${side(pairs.map((pair) => pair.peer))}`
  }
}
