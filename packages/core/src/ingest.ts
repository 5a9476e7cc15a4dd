import { jobIdOf, type EventEnvelope, type NewJob, type Queue } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'
import type { HandlerTable, Registration } from './handler-table.js'
import type { Observer } from './observations.js'
import type { DecodedEvent, IngestedEvent } from './receiver.js'
import { placeIn } from './place.js'
import { describeError } from './redact.js'
import type { Spool, Taken } from './spool/spool.js'

/** What ingest needs of the router. */
export interface IngestParts {
  readonly queue: Queue
  /** Where events go while the queue is out of reach. */
  readonly spool: Spool | undefined
  readonly table: HandlerTable
  readonly observe: Observer
  readonly log: FastifyBaseLogger
}

/** What becomes of an event that has no job. */
type NoJobs = 'unwanted' | 'self' | 'filtered'

/** Turns events into jobs and stores them. Nothing is answered before this has resolved. */
export class Ingest {
  readonly #parts: IngestParts

  constructor (parts: IngestParts) {
    this.#parts = parts
  }

  /**
   * Stores one event with a job for each handler that wants it.
   *
   * Resolves once stored as the queue's `durable` says, or the spool's. Rejects as `Queue.enqueue` does, and as {@link Spool.take} where there is one.
   */
  async take (decoded: DecodedEvent, dedupeMs: number): Promise<IngestedEvent> {
    const { event } = decoded
    const jobs = this.#fanOut(event, dedupeMs)
    if (typeof jobs === 'string') return this.#tell({ event, verdict: jobs, receipts: [] })
    const taken = await this.#store(event, jobs, decoded.dataText)
    if (taken.verdict !== 'stored') return this.#tell({ event, verdict: taken.verdict === 'spooled' ? 'spooled' : 'duplicate', receipts: [] })
    const isStored = taken.receipts.some(({ receipt }) => receipt === 'stored')
    return this.#tell({ event, verdict: isStored ? 'stored' : 'duplicate', receipts: taken.receipts })
  }

  async #store (event: EventEnvelope, jobs: readonly NewJob[], dataText: string | undefined): Promise<Taken> {
    const { queue, spool } = this.#parts
    try {
      if (spool !== undefined) return await spool.take(event, jobs, dataText)
      return { verdict: 'stored', receipts: await queue.enqueue(event, jobs, dataText === undefined ? undefined : { dataText }) }
    } catch (error) {
      this.#parts.observe({ kind: 'event', event, verdict: 'refused', receipts: [] })
      throw error
    }
  }

  #tell (ingested: IngestedEvent): IngestedEvent {
    this.#parts.observe({ kind: 'event', ...ingested })
    return ingested
  }

  #fanOut (event: EventEnvelope, dedupeMs: number): NewJob[] | NoJobs {
    const matching = this.#parts.table.match(event.type)
    if (matching.length === 0) return 'unwanted'
    const willing = event.selfgenerated === true ? matching.filter(({ self }) => self) : matching
    if (willing.length === 0) return 'self'
    const passing = willing.filter((handler) => this.#passes(handler, event))
    if (passing.length === 0) return 'filtered'
    return passing.map((handler) => this.#jobFor(handler, event, dedupeMs))
  }

  #passes (handler: Registration, event: EventEnvelope): boolean {
    if (handler.expression === undefined) return true
    try {
      return handler.expression(event)
    } catch (error) {
      this.#parts.log.warn({ handler: handler.id, event: event.id, reason: describeError(error) }, 'filter cannot be evaluated, the event passes')
      return true
    }
  }

  #jobFor (handler: Registration, event: EventEnvelope, dedupeMs: number): NewJob {
    const key = this.#keyFor(handler, event)
    const job = { id: jobIdOf(event.id, handler.jobIdentity), handler: handler.id, dedupeMs }
    return key === undefined ? job : { ...job, key }
  }

  #keyFor (handler: Registration, event: EventEnvelope): string | undefined {
    if (handler.key === undefined) return undefined
    try {
      const key: unknown = handler.key(event)
      if (key === undefined || (typeof key === 'string' && key.length >= 1 && key.length <= 512)) return key
      this.#parts.log.warn({ handler: handler.id, event: event.id, received: typeof key }, 'key is no string of 1 to 512 characters, the job goes without')
    } catch (error) {
      this.#parts.log.warn({ handler: handler.id, event: event.id, reason: describeError(error), ...placeIn(error) }, 'key cannot be made, the job goes without')
    }
    return undefined
  }
}
