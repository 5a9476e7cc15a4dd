import { consumerNote, LAST, laterKey, nameKey, runningKey, waitingKey, type Key } from './keys.js'
import { enter, load } from './places.js'
import { endWait } from './signals.js'
import { entries, type Tables } from './tables.js'

/*
 * A lease is held by a consumer, not by a job: its note says until when, and one write renews all that it runs. Process ids
 * mean nothing across containers, so time alone decides.
 */

/** How many jobs one transaction takes back, or moves from later to due. */
const BATCH = 500

/** Renews the lease of a consumer. @returns Which of the jobs it has lost. */
export function renew (tables: Tables, consumer: string, seqs: readonly number[], leaseMs: number, now: number): number[] {
  const lost = seqs.filter((seq) => !tables.indexes.running.doesExist(runningKey(consumer, seq)))
  // Others than the given may run: claimed in this transaction, while the given ended.
  if (isRunning(tables, consumer)) tables.note(consumerNote(consumer), String(now + leaseMs))
  else tables.unnote(consumerNote(consumer))
  return lost
}

/** Whether some consumer's lease has ended. */
export function hasExpiredLeases (tables: Tables, now: number): boolean {
  return expired(tables, now).length > 0
}

/** Makes the jobs due again whose consumer's lease has ended. Their attempts count. */
export function takeBack (tables: Tables, now: number): void {
  for (const consumer of expired(tables, now)) {
    const running = entries(tables.indexes.running, [consumer, 0], [consumer, LAST], BATCH)
    for (const { key, value } of running) {
      tables.take('running', key)
      const stored = load(tables, Number(value))
      if (stored === undefined) continue
      stored.mark.attempt++
      stored.mark.crashes++
      putBack(tables, stored, now)
    }
    if (running.length < BATCH) tables.unnote(consumerNote(consumer))
  }
}

/** Hands a running job back: due as before, uncounted. */
export function handBack (tables: Tables, consumer: string, seq: number, starts: number, now: number): void {
  const stored = load(tables, seq)
  if (stored === undefined || stored.mark.starts !== starts || stored.mark.state !== 'running') return
  if (!tables.drop('running', runningKey(consumer, seq))) return
  putBack(tables, stored, now)
}

function putBack (tables: Tables, stored: Parameters<typeof enter>[1], now: number): void {
  stored.mark.state = 'queued'
  stored.mark.consumer = undefined
  enter(tables, stored, now)
}

/** Whether jobs have come due that are still counted as later. */
export function hasDueLater (tables: Tables, now: number): boolean {
  return entries(tables.indexes.later, [0], [now, LAST], 1).length > 0
}

/** Takes what has come due out of the index of what is not; waits whose time is up end by that. @returns Whether there is more. */
export function sweepLater (tables: Tables, now: number): boolean {
  const due = entries(tables.indexes.later, [0], [now, LAST], BATCH)
  for (const { key, value } of due) {
    const seq = Number(value)
    tables.take('later', laterKey(Number(key[0]), seq))
    const stored = load(tables, seq)
    if (stored === undefined) continue
    const { mark } = stored
    mark.isLater = undefined
    if (mark.state === 'waiting' && mark.waitingFor !== undefined) {
      tables.drop('waiting', waitingKey(nameKey(mark.waitingFor), seq))
      endWait(mark, 'deadline')
    }
    tables.putMark(seq, mark)
  }
  return due.length === BATCH
}

/** The consumers whose lease has ended: their note says so, or they run jobs and have none. */
function expired (tables: Tables, now: number): string[] {
  const ended = entries(tables.notes, ['consumer'], ['consumer~'])
    .filter(({ value }) => Number(value) <= now)
    .map(({ key }) => String(key[1]))
  return [...ended, ...runners(tables).filter((consumer) => !tables.notes.doesExist(consumerNote(consumer)))]
}

function isRunning (tables: Tables, consumer: string): boolean {
  return entries(tables.indexes.running, [consumer, 0], [consumer, LAST], 1).length > 0
}

/** Every consumer that runs jobs: one look for each, however many it runs. */
function runners (tables: Tables): string[] {
  const found: string[] = []
  for (let from: Key = ['']; ;) {
    const [first] = entries(tables.indexes.running, from, undefined, 1)
    if (first === undefined) return found
    const consumer = String(first.key[0])
    found.push(consumer)
    from = [consumer, LAST]
  }
}
