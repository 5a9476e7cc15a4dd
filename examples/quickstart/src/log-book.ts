import type { EventEnvelope } from '@hooksmith/contracts'
import type { Observation, Observer } from '@hooksmith/core'

/** What became of one event at one handler. */
export interface Row {
  readonly event: string
  readonly installation: string
  readonly handler: string
  readonly attempts: number
  readonly outcome: string
  /** Whether nothing more will happen. */
  readonly isEnded: boolean
  readonly isGood: boolean
  /** From the arrival of the event to the last thing that happened, in milliseconds. */
  readonly tookMs: number
  /** What a reader may want to know beside. */
  readonly remark: string
}

/** Why an event has no job, in words. */
const WITHOUT_JOB = {
  duplicate: ['seen before', 'delivered again, stored once'],
  self: ['left out', 'the app caused it itself'],
  unwanted: ['left out', 'no handler asks for it'],
  filtered: ['left out', 'no filter let it pass'],
  spooled: ['kept', 'on the disk until the queue is back'],
  refused: ['refused', 'the queue did not take it; its sender delivers again']
} as const

/** Follows every event from its arrival to the end of its jobs. */
export class LogBook {
  readonly #rows: Row[] = []
  readonly #answers: number[] = []
  readonly #byJob = new Map<string, { at: number, arrivedAt: number }>()

  /** Given to the router; sees everything that happens in this process. */
  readonly observe: Observer = (seen) => {
    if (seen.kind === 'request') this.#answers.push(seen.status)
    if (seen.kind === 'event') this.#arrived(seen)
    if (seen.kind === 'attempt') this.#attempted(seen)
  }

  /** The status of every answer the server gave. */
  get answers (): readonly number[] {
    return this.#answers
  }

  get rows (): readonly Row[] {
    return this.#rows
  }

  get isSettled (): boolean {
    return this.#rows.every(({ isEnded }) => isEnded)
  }

  /** Whether every delivery was taken and every job done. */
  get isGood (): boolean {
    return this.#rows.length > 0 && this.#answers.every((status) => status === 200) && this.#rows.every(({ isGood }) => isGood)
  }

  #arrived ({ event, verdict, receipts }: Extract<Observation, { kind: 'event' }>): void {
    if (verdict !== 'stored') {
      const [outcome, remark] = WITHOUT_JOB[verdict]
      this.#rows.push({ ...about(event), handler: '–', attempts: 0, outcome, remark, isEnded: true, isGood: verdict !== 'refused', tookMs: 0 })
      return
    }
    for (const { jobId } of receipts) {
      // A worker may have been quicker than the answer of the queue.
      if (!this.#byJob.has(jobId)) this.#open(jobId, event, jobId.slice(event.id.length + 1))
    }
  }

  #attempted ({ job, outcome, isSkipped }: Extract<Observation, { kind: 'attempt' }>): void {
    const place = this.#byJob.get(job.id) ?? this.#open(job.id, job.event, job.handler)
    const row = this.#rows[place.at]
    if (row === undefined) return
    const isEnded = outcome.outcome === 'done' || outcome.outcome === 'dead'
    this.#rows[place.at] = {
      ...row,
      attempts: row.attempts + 1,
      isEnded,
      isGood: outcome.outcome === 'done',
      outcome: isSkipped ? 'skipped' : isEnded ? outcome.outcome : `${outcome.outcome} …`,
      remark: 'reason' in outcome ? outcome.reason : row.remark === '' ? '' : `after: ${row.remark.replace(/^after: /, '')}`,
      tookMs: Date.now() - place.arrivedAt
    }
  }

  #open (jobId: string, event: EventEnvelope, handler: string): { at: number, arrivedAt: number } {
    const place = { at: this.#rows.length, arrivedAt: Date.now() }
    this.#byJob.set(jobId, place)
    this.#rows.push({ ...about(event), handler, attempts: 0, outcome: 'stored', isEnded: false, isGood: false, tookMs: 0, remark: '' })
    return place
  }
}

function about (event: EventEnvelope): { event: string, installation: string } {
  return { event: event.type, installation: event.tenant }
}
