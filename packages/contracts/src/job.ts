import { HKS_ERR_JOB_INPUT } from './errors.js'
import type { EventEnvelope, JsonValue } from './event.js'

/** How long a job id is remembered after it was stored, unless the job says otherwise: 24 hours, in milliseconds. */
export const DEFAULT_DEDUPE_MS = 86_400_000

/** One event for one handler, as handed to a queue. */
export interface NewJob {
  /** Event id and handler id, see {@link jobIdOf}; equal on every delivery of the event. 1 to 512 characters. */
  readonly id: string
  /** `plugin/handler`. 1 to 200 characters. */
  readonly handler: string
  /**
   * The concurrency key: jobs of one handler, tenant and key run one at a time, in order of storing. Absent: no such
   * bond. 1 to 512 characters.
   */
  readonly key?: string
  /** Not started before this instant, in epoch milliseconds. @defaultValue now */
  readonly dueAt?: number
  /** How long after storing a repeat of this id is a duplicate, in milliseconds. @defaultValue {@link DEFAULT_DEDUPE_MS} */
  readonly dedupeMs?: number
}

/**
 * Where a stored job stands.
 *
 * - `ready`: may start.
 * - `delayed`: has a due time in the future (stored so, or by a retry).
 * - `held`: another job of its key comes first.
 * - `waiting`: for a signal, at the latest until a time.
 * - `running`: leased by a consumer.
 * - `dead`: a dead letter; it stays until a person retries or removes it.
 *
 * A job that ends as done is not stored any more; only its id is remembered, for the dedupe window.
 */
export type JobState = 'ready' | 'delayed' | 'held' | 'waiting' | 'running' | 'dead'

/** Every {@link JobState}, in the order in which tables show them. */
export const JOB_STATES = ['ready', 'delayed', 'held', 'waiting', 'running', 'dead'] as const satisfies readonly JobState[]

/** Why a job came back, and what its handler left for the next attempt. */
export interface RetryNote {
  readonly reason: string
  readonly data?: JsonValue
}

/** All that a queue knows about a job, its event aside. */
export interface JobSummary {
  readonly id: string
  readonly handler: string
  readonly tenant: string
  readonly key?: string
  readonly state: JobState
  readonly eventId: string
  readonly eventType: string
  /** When it was stored, or made due again by a person after it was dead. Epoch milliseconds. */
  readonly storedAt: number
  /** When it may start or might have started, epoch milliseconds: moves with every retry and every wake. */
  readonly dueAt: number
  /**
   * The number of the present or next attempt, from 1. It grows with each counted retry and each end by process death
   * or lost lease; not with uncounted retries, waits and handing back. A retried dead letter begins again at 1.
   */
  readonly attempt: number
  /** How often it was started, all attempts included. Never reset: it fences effects outside the queue. */
  readonly starts: number
  /** Ends by process death or lost lease since it was stored or retried by a person. */
  readonly crashes: number
  /** From the last `retry` outcome. */
  readonly retry?: RetryNote
  /** The signal a waiting job is woken by. It stays on the attempt that follows the wait, beside {@link LeasedJob.woke}. */
  readonly waitingFor?: string
  /** Start of the present row of waits, epoch milliseconds; gone after any other outcome but a hand-back. */
  readonly waitingSince?: number
  /** On dead letters. */
  readonly dead?: DeadNote
}

/** Why a job became a dead letter. */
export interface DeadNote {
  readonly code: string
  readonly reason: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** A stored job with its event. */
export interface JobRecord extends JobSummary {
  readonly event: EventEnvelope
}

/** A job that a consumer has the lease of. */
export interface LeasedJob extends JobRecord {
  readonly state: 'running'
  /**
   * How the last wait ended, when this attempt follows one: by its signal, or because its time was up.
   */
  readonly woke?: 'signal' | 'deadline'
}

/** The work is done. The job leaves the queue. */
export interface DoneOutcome { readonly outcome: 'done' }

/** Run it again, not before `at`. */
export interface RetryOutcome {
  readonly outcome: 'retry'
  /** Epoch milliseconds; an instant in the past means now. */
  readonly at: number
  /** Up to 1,000 characters are kept. */
  readonly reason: string
  /** Up to 4 kB as JSON; the runner of the job checks this. */
  readonly data?: JsonValue
  /** Whether the attempt counts. Bounding uncounted retries is the runner's duty. @defaultValue true */
  readonly counted?: boolean
}

/**
 * Put it aside until `signal` is raised, at the latest until `until`. Never counted. A signal raised after this attempt
 * started puts the job straight back, so a look that just missed it is repeated.
 */
export interface WaitOutcome {
  readonly outcome: 'wait'
  /** 1 to 512 characters, for example `token:<tenant>`. */
  readonly signal: string
  /** Epoch milliseconds. The job then comes back with `woke: 'deadline'`. */
  readonly until: number
}

/** It ended without success: it becomes a dead letter. */
export interface DeadOutcome {
  readonly outcome: 'dead'
  readonly code: string
  /** Up to 1,000 characters are kept. */
  readonly reason: string
}

/** How an attempt ends. */
export type Outcome = DoneOutcome | RetryOutcome | WaitOutcome | DeadOutcome

/**
 * The attempt goes on, but nobody waits for it: its slot is free at once, its lease and key are kept until `settled`
 * resolves. Whoever returns this bounds the time until then.
 */
export interface Abandoned {
  readonly outcome: 'abandoned'
  readonly settled: Promise<Outcome>
}

/** The id of the job that carries `eventId` to the handler `handlerId`; one to one, since handler ids hold one slash. */
export function jobIdOf (eventId: string, handlerId: string): string {
  return `${eventId}/${handlerId}`
}

/**
 * Refuses a job that no driver has to take.
 *
 * @throws `HKS_ERR_JOB_INPUT` naming the member, what was expected and what came.
 */
export function assertJob (job: NewJob): void {
  assertName('id', job.id, 512, false)
  assertName('handler', job.handler, 200, false)
  assertName('key', job.key, 512, true)
  assertMillis('dueAt', job.dueAt)
  assertMillis('dedupeMs', job.dedupeMs)
}

/** Refuses a call that no driver has to take: not 1 to 1,000 jobs, or a bad one among them. @throws `HKS_ERR_JOB_INPUT`. */
export function assertJobs (jobs: readonly NewJob[]): void {
  if (jobs.length < 1 || jobs.length > 1_000) throw new HKS_ERR_JOB_INPUT('jobs', '1 to 1,000 jobs', `${jobs.length}`)
  for (const job of jobs) assertJob(job)
}

/** Refuses a signal name outside of 1 to 512 characters. @throws `HKS_ERR_JOB_INPUT`. */
export function assertSignal (name: string): void {
  assertName('signal', name, 512, false)
}

function assertMillis (name: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isFinite(value) && value >= 0)) throw new HKS_ERR_JOB_INPUT(name, 'a finite number of milliseconds, at least 0', String(value))
}

function assertName (name: string, value: unknown, max: number, isOptional: boolean): void {
  if (value === undefined && isOptional) return
  if (typeof value !== 'string') throw new HKS_ERR_JOB_INPUT(name, 'a string', typeof value)
  if (value.length < 1 || value.length > max) throw new HKS_ERR_JOB_INPUT(name, `1 to ${max} characters`, `${value.length}`)
}
