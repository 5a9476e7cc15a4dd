import type { Queue } from '../queue.js'
import type { QueueOptions } from '../queue-options.js'
import type { Store } from '../store.js'

/**
 * The runner's own `test`: tap, node:test and vitest all fit. A case fails by rejecting with an `AssertionError`.
 */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown

/** One process's view of a queue, with a clock of its own that can be made to stand still ({@link HeldClock}). */
export interface Participant {
  readonly queue: Queue
  /** Stops every timer of this participant: no lease is renewed, nothing is swept, as if its event loop stood still. */
  hold (): void
  /** Lets its timers go on. */
  release (): void
}

/** What a queue driver's author provides to run the suite: one fresh, empty queue a case. */
export interface QueueHarness {
  readonly first: Participant
  /** Another participant on the same data, as another process would be. */
  join (): Promise<Participant>
  /** A queue of another name on the same server, file or space. */
  stranger (): Promise<Queue>
  /** Lets `ms` milliseconds pass: a fake clock is moved, a real one waited for. */
  advance (ms: number): Promise<void>
  /** The present instant of the queue's clock, epoch milliseconds. */
  now (): number
  /** Closes all that the harness made, held participants included. */
  dispose (): Promise<void>
}

/** Makes a harness whose queues have exactly these options beside the driver's own. `clock` is the driver's to give. */
export type OpenQueueHarness = (options: Omit<QueueOptions, 'clock'>) => QueueHarness | Promise<QueueHarness>

/** What a store driver's author provides to run the suite: one fresh, empty store a case. */
export interface StoreHarness {
  readonly store: Store
  /** The same data, as another process would open it; absent when `shared` is `process`. */
  join?(): Promise<Store>
  /** A store of another name on the same server, file or space. */
  stranger (): Promise<Store>
  advance (ms: number): Promise<void>
  /** The present instant of the store's clock, epoch milliseconds. */
  now (): number
  dispose (): Promise<void>
}

/** Makes a {@link StoreHarness}. */
export type OpenStoreHarness = () => StoreHarness | Promise<StoreHarness>
