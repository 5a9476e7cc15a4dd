import { assertConcurrency, HKS_ERR_OPTION_INVALID, systemClock, type Clock, type Queue, type Store } from '@hooksmith/contracts'
import type { ScheduleOptions } from './schedules/options.js'
import { resolveSpoolOptions, type ResolvedSpoolOptions, type SpoolOptions } from './spool/options.js'

/** What a process does: take events in, run their handlers, or both. */
export type Role = 'ingest' | 'worker' | 'both'

/** Options of the router, a Fastify plugin. */
export interface RouterOptions {
  /** Where jobs are stored. Whoever made it closes it, after the server. */
  readonly queue: Queue
  /** Where unreadable requests are recorded. Whoever made it closes it. @defaultValue none; they are counted and logged all the same */
  readonly store?: Store
  /** Where events go while the queue is out of reach. @defaultValue none: they are refused with 503, and redelivered */
  readonly spool?: SpoolOptions
  /** Schedules by name, as `schedule` of the router adds them. @defaultValue none */
  readonly schedules?: Readonly<Record<string, ScheduleOptions>>
  /** @defaultValue 'both' */
  readonly role?: Role
  /** Attempts that run at a time in this process, 1 to 10,000. @defaultValue 16 */
  readonly concurrency?: number
  /** Whether a pattern that no known event matches is refused at start instead of warned about. @defaultValue false */
  readonly strict?: boolean
  /** Bound of a wait, from its start, in milliseconds. @defaultValue 86_400_000 (24 h) */
  readonly maxWaitMs?: number
  /** How old a job may get on uncounted retries, in milliseconds. @defaultValue 86_400_000 (24 h) */
  readonly maxUncountedMs?: number
  /** How long an attempt past its timeout keeps its lease and key, in milliseconds. @defaultValue 600_000 (10 min) */
  readonly abandonAfterMs?: number
  /** Attempts past their timeout above which the process takes no more jobs. @defaultValue 64 */
  readonly maxAbandoned?: number
  /**
   * Called once when {@link RouterOptions.maxAbandoned} is passed: the process has to be replaced. @defaultValue logs at level fatal; the
   * router reports not ready and takes no jobs
   */
  readonly onExhausted?: (error: Error) => void
  /** How long a closing server waits for running attempts before it hands their jobs back, in milliseconds. @defaultValue 20_000 */
  readonly shutdownGraceMs?: number
  /** Standstill of the event loop above which a warning names the running handlers, in milliseconds; 0 turns it off. @defaultValue 1_000 */
  readonly maxLoopLagMs?: number
  /** @defaultValue the machine's clock */
  readonly clock?: Clock
}

/** {@link RouterOptions} with every default filled in. */
export type ResolvedRouterOptions = Required<Omit<RouterOptions, 'store' | 'spool' | 'onExhausted'>> & Pick<RouterOptions, 'store' | 'onExhausted'> &
  { readonly spool: ResolvedSpoolOptions | undefined }

const DEFAULTS = Object.freeze({
  schedules: Object.freeze({}),
  role: 'both',
  concurrency: 16,
  strict: false,
  maxWaitMs: 86_400_000,
  maxUncountedMs: 86_400_000,
  abandonAfterMs: 600_000,
  maxAbandoned: 64,
  shutdownGraceMs: 20_000,
  maxLoopLagMs: 1_000,
  clock: systemClock
} as const)

const LEAST = {
  maxWaitMs: 0, maxUncountedMs: 0, abandonAfterMs: 0, maxAbandoned: 0, shutdownGraceMs: 0, maxLoopLagMs: 0
} as const

/** Fills in the defaults. @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came. */
export function resolveRouterOptions (input: RouterOptions): ResolvedRouterOptions {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const spool = input.spool === undefined ? undefined : resolveSpoolOptions(input.spool)
  const options: ResolvedRouterOptions = { ...DEFAULTS, queue: input.queue, ...given, spool }
  if (typeof options.queue?.enqueue !== 'function') {
    throw new HKS_ERR_OPTION_INVALID('queue', 'a Queue, for example new MemoryQueue() of @hooksmith/memory', typeof options.queue)
  }
  if (!['ingest', 'worker', 'both'].includes(options.role)) {
    throw new HKS_ERR_OPTION_INVALID('role', "'ingest', 'worker' or 'both'", String(options.role))
  }
  if (typeof options.schedules !== 'object' || options.schedules === null || Array.isArray(options.schedules)) {
    throw new HKS_ERR_OPTION_INVALID('schedules', 'an object with a schedule under each name', typeof options.schedules)
  }
  assertConcurrency(options.concurrency)
  for (const [name, least] of Object.entries(LEAST) as Array<[keyof typeof LEAST, number]>) assertNumber(name, options[name], least)
  return options
}

/** What is wrong with anything but a finite number of at least `least`: what it must be and what came instead. */
export function describeNumber (value: unknown, least: number): string | undefined {
  return isAtLeast(value, least) ? undefined : `a finite number, at least ${least}, received ${received(value)}`
}

function assertNumber (name: string, value: unknown, least: number): void {
  if (!isAtLeast(value, least)) throw new HKS_ERR_OPTION_INVALID(name, `a finite number, at least ${least}`, received(value))
}

function isAtLeast (value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= least
}

function received (value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value
}
