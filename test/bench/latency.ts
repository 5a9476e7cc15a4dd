import { inTurns, median } from './arithmetic.js'
import { round } from './ingest.js'
import type { Measured } from './rows.js'
import type { Stage } from './stage.js'
import type { Subject } from './subject.js'

/** p99 of ours over that of the bare peer, both at half of the load that ours takes at most. */
export async function compareLatency (stage: Stage): Promise<Measured> {
  const { rounds, amount, warmUp, seconds } = stage.effort
  const [ours, peer] = await Promise.all([stage.start('ours-memory'), stage.start('peer-bare')])
  for (const subject of [ours, peer]) await round(stage, subject, warmUp)
  const peaks: number[] = []
  for (let at = 0; at < 3; at++) peaks.push((await round(stage, ours, amount)).perSecond)
  const rate = Math.max(Math.round(median(peaks) / 2), 64)
  const atRate = (subject: Subject) => async () => await round(stage, subject, rate * seconds, rate)
  const pairs = await inTurns(rounds, atRate(ours), atRate(peer), stage.hasTime)
  await Promise.all([ours.stop(), peer.stop()])
  const [oursMs, peerMs] = [median(pairs.map((pair) => pair.ours.p99Ms)), median(pairs.map((pair) => pair.peer.p99Ms))]
  return {
    ratios: pairs.map((pair) => pair.ours.p99Ms / pair.peer.p99Ms),
    detail: `at ${rate} events a second: ours ${oursMs.toFixed(1)} ms, peer ${peerMs.toFixed(1)} ms`
  }
}
