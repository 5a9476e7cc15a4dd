import { heldKey, laterKey, nameKey, queueKey, runningKey, waitingKey, deadKey } from './keys.js'
import { decodeEvent, decodeJob, firstMark, inlineEvent, type Facts, type Mark } from './records.js'
import type { Tables } from './tables.js'
import { offer } from './turns.js'

/** A stored job inside a transaction. */
export interface Stored {
  readonly seq: number
  readonly facts: Facts
  readonly mark: Mark
}

/** @throws `HKS_ERR_QUEUE_FORMAT`. */
export function load (tables: Tables, seq: number): Stored | undefined {
  const text = tables.jobs.get(seq)
  if (text === undefined) return undefined
  const facts = decodeJob(text)
  return { seq, facts, mark: tables.mark(seq) ?? firstMark(facts, seq) }
}

/** The number of a stored job, by its id. */
export function seqOf (tables: Tables, jobId: string): number | undefined {
  const text = tables.ids.get(nameKey(jobId))
  if (text === undefined) return undefined
  const seq = Number.parseInt(text, 10)
  return tables.jobs.doesExist(seq) ? seq : undefined
}

/** The JSON of a stored job's event. */
export function eventTextOf (tables: Tables, seq: number, facts: Facts): string {
  if (facts.eventSeq === undefined) return inlineEvent(tables.jobs.get(seq) ?? '\n{}')
  return decodeEvent(tables.events.get(facts.eventSeq) ?? '1 {}')
}

/** Puts a job into the queue at `mark.dueAt`, and gives its tenant a turn then. Writes the mark. */
export function enter (tables: Tables, { seq, facts, mark }: Stored, now: number): void {
  const tenant = nameKey(facts.tenant)
  tables.put('queue', queueKey(tenant, mark.dueAt, mark.order), seq)
  mark.isLater = mark.dueAt > now ? true : undefined
  if (mark.isLater) tables.put('later', laterKey(mark.dueAt, seq), seq)
  tables.putMark(seq, mark)
  offer(tables, tenant, mark.dueAt, now)
  tables.announce()
}

/** Takes a job out of the index it stands in. A key that it has is not passed on by this. */
export function withdraw (tables: Tables, { seq, facts, mark }: Stored, lane: string | undefined): void {
  switch (mark.state) {
    case 'queued':
    case 'waiting':
      tables.drop('queue', queueKey(nameKey(facts.tenant), mark.dueAt, mark.order))
      leaveSides(tables, seq, mark)
      return
    case 'running':
      tables.drop('running', runningKey(mark.consumer ?? '', seq))
      return
    case 'held':
      if (lane !== undefined) tables.drop('held', heldKey(lane, mark.order))
      return
    case 'dead':
      tables.drop('dead', deadKey(mark.dead?.at ?? 0, seq))
  }
}

/** Takes a job that leaves the queue out of the indexes beside it. */
export function leaveSides (tables: Tables, seq: number, mark: Mark): void {
  if (mark.isLater === true) tables.drop('later', laterKey(mark.dueAt, seq))
  if (mark.state === 'waiting' && mark.waitingFor !== undefined) tables.drop('waiting', waitingKey(nameKey(mark.waitingFor), seq))
}
