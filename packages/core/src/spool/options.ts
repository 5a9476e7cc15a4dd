import { DEFAULT_DEDUPE_MS, HKS_ERR_OPTION_INVALID, type Store } from '@hooksmith/contracts'
import type { Receiver } from '../receiver.js'
import { HKS_ERR_SPOOL_WINDOW } from './errors.js'
import type { SpooledStore } from './spooled-store.js'

/** How events are kept while the queue is out of reach. */
export interface SpoolOptions {
  /**
   * Where they are kept: a store on this machine's own disk, such as LmdbStore. Processes that share it share the spool. Whoever made it
   * closes it, after the server.
   */
  readonly store: Store
  /** Where `store` has its files; the server does not start when that is on a disk that vanishes. Required unless `allowVanishing`. */
  readonly directory?: string
  /** Takes a store that does not survive the process or its container: what is in it then is lost with it. @defaultValue false */
  readonly allowVanishing?: boolean
  /**
   * The store under the token store, when that can be out of reach as well. What it kept moves over before the signals are raised that jobs
   * wait for tokens with.
   */
  readonly tokens?: SpooledStore
  /** Events above which the spool refuses. @defaultValue 100_000 */
  readonly maxEvents?: number
  /** Bytes above which the spool refuses. @defaultValue 268_435_456 (256 MiB) */
  readonly maxBytes?: number
  /**
   * Age of the oldest event above which the spool refuses new ones, in milliseconds; what it has stays and drains. With a receiver's
   * `redeliveryHorizonMs` it must fit into the receiver's `dedupeMs`. @defaultValue 43_200_000 (12 h)
   */
  readonly maxAgeMs?: number
  /** Pause after the first failure, in milliseconds, at least 1; it doubles with each further one. @defaultValue 500 */
  readonly retryMs?: number
  /** The longest pause, in milliseconds. @defaultValue 5_000 */
  readonly maxRetryMs?: number
}

/** {@link SpoolOptions} with every default filled in. */
export type ResolvedSpoolOptions = Required<Omit<SpoolOptions, 'directory' | 'tokens'>> & Pick<SpoolOptions, 'directory' | 'tokens'>

const DEFAULTS = Object.freeze({
  allowVanishing: false, maxEvents: 100_000, maxBytes: 268_435_456, maxAgeMs: 43_200_000, retryMs: 500, maxRetryMs: 5_000
} as const)

const LEAST = { maxEvents: 1, maxBytes: 1, maxAgeMs: 1, retryMs: 1, maxRetryMs: 1 } as const

/** How long a sender may redeliver an event, where the receiver does not say, in milliseconds: 1 hour. */
export const DEFAULT_REDELIVERY_HORIZON_MS = 3_600_000

/** Fills in the defaults. @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came. */
export function resolveSpoolOptions (input: SpoolOptions): ResolvedSpoolOptions {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const options: ResolvedSpoolOptions = { ...DEFAULTS, store: input.store, ...given }
  if (typeof options.store?.put !== 'function') {
    throw new HKS_ERR_OPTION_INVALID('spool.store', 'a Store on the local disk, for example new LmdbStore() of @hooksmith/lmdb', typeof options.store)
  }
  for (const [name, least] of Object.entries(LEAST) as Array<[keyof typeof LEAST, number]>) {
    const value: unknown = options[name]
    if (typeof value === 'number' && Number.isFinite(value) && value >= least) continue
    throw new HKS_ERR_OPTION_INVALID(`spool.${name}`, `a finite number, at least ${least}`, typeof value === 'number' ? String(value) : typeof value)
  }
  if (typeof options.directory !== 'string' && options.allowVanishing !== true) {
    throw new HKS_ERR_OPTION_INVALID('spool.directory', "the directory of the store, or 'spool.allowVanishing' true", typeof options.directory)
  }
  return options
}

/**
 * What is wrong with the spool's age bound beside the dedupe windows: an event whose storing was not answered may have been stored, and
 * is tried again up to `maxAgeMs` later; its redelivery up to the horizon after that. Its id has to be remembered until then.
 */
export function findWindowProblems (receivers: readonly Receiver[], { maxAgeMs }: ResolvedSpoolOptions): Error[] {
  return receivers.flatMap(({ name, dedupeMs = DEFAULT_DEDUPE_MS, redeliveryHorizonMs = DEFAULT_REDELIVERY_HORIZON_MS }) =>
    maxAgeMs + redeliveryHorizonMs < dedupeMs ? [] : [new HKS_ERR_SPOOL_WINDOW(name, dedupeMs, maxAgeMs, redeliveryHorizonMs)])
}
