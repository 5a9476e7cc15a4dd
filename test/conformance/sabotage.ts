import { FakeClock, HeldClock, type Consumer, type ConsumeOptions, type NewJob, type Queue, type QueueOptions } from '@hooksmith/contracts'
import type { Participant, QueueHarness } from '@hooksmith/contracts/conformance'
import { MemoryQueue, MemorySpace } from '@hooksmith/memory'
import type { StoredJob } from '../../packages/memory/src/stored-job.js'
import type { Transitions } from '../../packages/memory/src/transitions.js'

/** One way in which a queue driver can be wrong, and the cases of the suite that have to notice. */
export interface Sabotage {
  readonly name: string
  readonly fails: readonly string[]
  /** The driver takes other options than it is given. */
  options?(given: QueueOptions): QueueOptions
  /** Something is wrong in how jobs move. */
  transitions?(jobs: Map<string, StoredJob>): Transitions
  /** Something is wrong in the storage. */
  space?(): MemorySpace
  /** Something is wrong at the surface of each queue; `context` is shared by the queues of one case. */
  queue?(inner: Queue, context: Context): Queue
  /** Another space than it should be. */
  readonly meeting?: 'strangers share' | 'participants part'
}

/** What the queues of one case have in common. */
export interface Context {
  readonly options: QueueOptions
  readonly clock: FakeClock
  readonly runs: Array<ConsumeOptions['run']>
  readonly seen: Map<string, number>
}

/** The queue with some methods replaced. */
export function altered (inner: Queue, methods: Partial<Queue>): Queue {
  return {
    shared: inner.shared,
    durable: inner.durable,
    enqueue: async (event, jobs, options) => await inner.enqueue(event, jobs, options),
    consume: (options) => inner.consume(options),
    signal: async (name) => await inner.signal(name),
    stats: async () => await inner.stats(),
    list: async (options) => await inner.list(options),
    get: async (jobId) => await inner.get(jobId),
    retry: async (selector) => await inner.retry(selector),
    remove: async (selector) => await inner.remove(selector),
    close: async () => { await inner.close() },
    ...methods
  }
}

/** The queue with each job of a call changed before it is stored. */
export function alteredJobs (inner: Queue, alter: (job: NewJob) => NewJob): Queue {
  return altered(inner, { enqueue: async (event, jobs, options) => await inner.enqueue(event, jobs.map(alter), options) })
}

/** The queue with each attempt run through `around`. */
export function alteredRun (inner: Queue, around: (run: ConsumeOptions['run'], context: ConsumeOptions) => ConsumeOptions['run']): Queue {
  return altered(inner, { consume: (options) => inner.consume({ ...options, run: around(options.run.bind(options), options) }) })
}

/** The queue with consumers that have some methods replaced. */
export function alteredConsumer (inner: Queue, alter: (consumer: Consumer) => Partial<Consumer>): Queue {
  return altered(inner, {
    consume (options) {
      const consumer = inner.consume(options)
      return {
        get running () { return consumer.running },
        get abandoned () { return consumer.abandoned },
        pause () { consumer.pause() },
        resume () { consumer.resume() },
        async close (given) { await consumer.close(given) },
        ...alter(consumer)
      }
    }
  })
}

/** A harness on a memory queue that is wrong in one way. */
export function openSabotaged (sabotage: Sabotage, given: QueueOptions): QueueHarness {
  const clock = new FakeClock()
  const options = sabotage.options?.(given) ?? given
  const context: Context = { options, clock, runs: [], seen: new Map() }
  const makeSpace = (): MemorySpace => sabotage.space?.() ?? new MemorySpace(sabotage.transitions)
  const queues: Queue[] = []
  const participant = (space: MemorySpace): Participant => {
    const held = new HeldClock(clock)
    // Not `process`, for which the suite takes its largest numbers.
    const inner = altered(new MemoryQueue({ ...options, space, clock: held }), { shared: 'machine' })
    queues.push(inner)
    return { queue: sabotage.queue?.(inner, context) ?? inner, hold: () => { held.hold() }, release: () => { held.release() } }
  }
  const space = makeSpace()
  return {
    first: participant(space),
    join: async () => participant(sabotage.meeting === 'participants part' ? makeSpace() : space),
    stranger: async () => participant(sabotage.meeting === 'strangers share' ? space : makeSpace()).queue,
    advance: async (ms) => { await clock.advance(ms) },
    now: () => clock.now(),
    dispose: async () => { await Promise.all(queues.map(async (queue) => { await queue.close() })) }
  }
}
