import assert from 'node:assert/strict'
import type { EventEnvelope } from '../../event.js'
import type { Abandoned, DeadNote, JobState, JobSummary, LeasedJob, NewJob, Outcome } from '../../job.js'
import type { Consumer, ConsumeOptions, Queue, Settlement } from '../../queue.js'
import type { QueueOptions } from '../../queue-options.js'
import type { Participant, QueueHarness } from '../harness.js'

/** One promise of the contract, with the options of the queue that shows it. */
export interface QueueCase {
  readonly name: string
  readonly options?: Omit<QueueOptions, 'clock'>
  run (bench: Bench): Promise<void>
}

/** What a case gives as one attempt's end. */
export type Script = (job: LeasedJob, signal: AbortSignal) => Outcome | Abandoned | Promise<Outcome | Abandoned>

/** What a {@link Recorder} may be told; the handler is {@link HANDLER} and one attempt runs at a time, unless said otherwise. */
export type RecordOptions = Partial<Pick<ConsumeOptions, 'handlers' | 'concurrency'>>

export const HANDLER = 'suite/handler'
export const DONE: Outcome = { outcome: 'done' }

/** Never resolves: the attempt of a process that dies. */
export const hang: Script = () => new Promise(() => {})

/** How far one step of {@link Bench.until} goes, and how many it takes at most. */
const STEP_MS = 10
const MAX_STEPS = 800

/** A consumer that keeps all that happened to it. */
export class Recorder {
  readonly started: LeasedJob[] = []
  readonly signals: AbortSignal[] = []
  readonly settled: Array<{ readonly id: string, readonly outcome: Outcome, readonly settlement: Settlement }> = []
  readonly dead: Array<{ readonly job: JobSummary, readonly note: DeadNote }> = []
  readonly errors: Error[] = []
  readonly consumer: Consumer

  constructor (queue: Queue, script: Script, options: RecordOptions) {
    this.consumer = queue.consume({
      handlers: options.handlers ?? [HANDLER],
      concurrency: options.concurrency ?? 1,
      run: async (job, signal) => {
        this.started.push(job)
        this.signals.push(signal)
        return await script(job, signal)
      },
      onSettled: (job, outcome, settlement) => { this.settled.push({ id: job.id, outcome, settlement }) },
      onDead: (job, note) => { this.dead.push({ job, note }) },
      onError: (error) => { this.errors.push(error) }
    })
  }

  /** The ids in the order in which their attempts started. */
  get ids (): string[] {
    return this.started.map((job) => job.id)
  }

  /** How attempts of `id` were taken by the queue. */
  settlements (id: string): Settlement[] {
    return this.settled.filter((one) => one.id === id).map((one) => one.settlement)
  }
}

/** A promise that a case resolves when it likes. */
export class Gate<T> {
  readonly opened: Promise<T>
  #open: (value: T) => void = () => {}

  constructor () {
    this.opened = new Promise((resolve) => { this.#open = resolve })
  }

  open (value: T): void {
    this.#open(value)
  }
}

/** What every case works with: the harness, and the few steps that all cases are made of. */
export class Bench {
  readonly harness: QueueHarness
  #events = 0

  constructor (harness: QueueHarness) {
    this.harness = harness
  }

  get queue (): Queue {
    return this.harness.first.queue
  }

  /** Whether time is cheap: such a driver gets the full numbers of the contract, others fewer. */
  get isInProcess (): boolean {
    return this.queue.shared === 'process'
  }

  now (): number {
    return this.harness.now()
  }

  event (over: Partial<EventEnvelope> = {}): EventEnvelope {
    return { specversion: '1.0', id: `event-${++this.#events}`, type: 'suite:happened', source: 'urn:suite', tenant: 'tenant-a', data: { n: this.#events }, ...over }
  }

  /** Stores one job of an event of its own. */
  async store (id: string, job: Partial<NewJob> = {}, event: Partial<EventEnvelope> = {}, queue: Queue = this.queue): Promise<'stored' | 'duplicate' | undefined> {
    const receipts = await queue.enqueue(this.event(event), [{ id, handler: HANDLER, ...job }])
    return receipts[0]?.receipt
  }

  /** Stores `count` jobs named `<prefix>-<n>` in as few calls as the contract allows. */
  async storeMany (prefix: string, count: number, job: Partial<NewJob> = {}, event: Partial<EventEnvelope> = {}): Promise<void> {
    for (let from = 0; from < count; from += 1_000) {
      const jobs = Array.from({ length: Math.min(1_000, count - from) }, (_none, n) => ({ id: `${prefix}-${from + n}`, handler: HANDLER, ...job }))
      await this.queue.enqueue(this.event(event), jobs)
    }
  }

  /** Starts a consumer; without a participant, on the first one. */
  consume (script: Script, options: RecordOptions = {}, participant: Participant = this.harness.first): Recorder {
    return new Recorder(participant.queue, script, options)
  }

  /** A further participant whose consumer takes one job, which hangs, and that then stands still. */
  async crashOn (id: string, script: Script = hang): Promise<{ participant: Participant, recorder: Recorder }> {
    const participant = await this.harness.join()
    const recorder = this.consume(script, {}, participant)
    await this.until(() => recorder.ids.includes(id), `${id} starts at the participant that is about to stand still`)
    participant.hold()
    return { participant, recorder }
  }

  /** Lets time pass in small steps until `condition` holds, and fails when it does not in some seconds. */
  async until (condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step++) {
      if (await condition()) return
      await this.harness.advance(STEP_MS)
    }
    assert.fail(`waited in vain until ${what}`)
  }

  /** Lets time pass until the work has settled, and gives what it gave. */
  async eventually<T> (work: Promise<T>, what: string): Promise<T> {
    let isSettled = false
    const settle = (): void => { isSettled = true }
    work.then(settle, settle)
    await this.until(() => isSettled, what)
    return await work
  }

  async untilState (id: string, state: JobState | 'gone', queue: Queue = this.queue): Promise<void> {
    await this.until(async () => (await queue.get(id))?.state === (state === 'gone' ? undefined : state), `${id} is ${state}`)
  }

  /** Lets a good while pass in which something wrong could happen. */
  async quiet (ms = 60): Promise<void> {
    await this.harness.advance(ms)
  }
}

/*
 * Every `assert.ok` in the cases has a message: without one Node reads and parses the source file to make one, which takes
 * very long where sources are run through a loader.
 */

/** Asserts that `work` rejects with the code. */
export async function rejectsWith (work: () => Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.equal(codeOf(error), code)
    return true
  })
}

/** The `code` of whatever was thrown. */
export function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/** An attempt's end by `retry`, counted unless said otherwise. */
export function retryAt (at: number, counted = true): Outcome {
  return { outcome: 'retry', at, reason: 'suite', counted }
}

export function waitFor (signal: string, until: number): Outcome {
  return { outcome: 'wait', signal, until }
}

export function deadFor (code: string): Outcome {
  return { outcome: 'dead', code, reason: 'suite' }
}
