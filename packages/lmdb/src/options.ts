import { HKS_ERR_OPTION_INVALID, resolveQueueOptions, systemClock, type Clock, type QueueOptions, type ResolvedQueueOptions } from '@hooksmith/contracts'

/** Where the data lies. Queue and store of one path share one LMDB environment, also in one process. */
export interface LmdbOptions {
  /** The data directory, on a local disk. It is made, readable by its owner only, when it is not there. */
  readonly path: string
  /** Keeps several queues or stores in one directory apart, 1 to 64 characters. @defaultValue 'default' */
  readonly name?: string
}

/** What an {@link LmdbQueue} can be told. */
export interface LmdbQueueOptions extends LmdbOptions, QueueOptions {
  /** How often a consumer looks for work that no file notification told it of, in milliseconds, at least 10. @defaultValue 500 */
  readonly pollMs?: number
}

/** {@link LmdbQueueOptions} with every default filled in. */
export type ResolvedLmdbQueueOptions = ResolvedQueueOptions & Required<Pick<LmdbQueueOptions, 'path' | 'name' | 'pollMs'>>

/** What an {@link LmdbStore} can be told. */
export interface LmdbStoreOptions extends LmdbOptions {
  /** How long a call may take before it rejects as unknown, in milliseconds, at least 1. @defaultValue 2_000 */
  readonly callTimeoutMs?: number
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock
}

/** {@link LmdbStoreOptions} with every default filled in. */
export type ResolvedLmdbStoreOptions = Required<LmdbStoreOptions>

/** Defaults of the options that only this driver has. */
export const LMDB_DEFAULTS = Object.freeze({ name: 'default', pollMs: 500, callTimeoutMs: 2_000 })

/** @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came. */
export function resolveLmdbOptions (input: LmdbOptions): Required<LmdbOptions> {
  const { path, name = LMDB_DEFAULTS.name } = input
  if (typeof path !== 'string' || path === '') throw new HKS_ERR_OPTION_INVALID('path', 'the path of a directory', typeof path)
  if (typeof name !== 'string' || name.length < 1 || name.length > 64) throw new HKS_ERR_OPTION_INVALID('name', '1 to 64 characters', typeof name)
  return { path, name }
}

/** @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came. */
export function resolveLmdbQueueOptions (input: LmdbQueueOptions): ResolvedLmdbQueueOptions {
  const pollMs = input.pollMs ?? LMDB_DEFAULTS.pollMs
  if (!Number.isFinite(pollMs) || pollMs < 10) throw new HKS_ERR_OPTION_INVALID('pollMs', 'a finite number, at least 10', String(pollMs))
  return { ...resolveQueueOptions(input), ...resolveLmdbOptions(input), pollMs }
}

/** @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came. */
export function resolveLmdbStoreOptions (input: LmdbStoreOptions): ResolvedLmdbStoreOptions {
  const { callTimeoutMs = LMDB_DEFAULTS.callTimeoutMs, clock = systemClock } = input
  if (!Number.isFinite(callTimeoutMs) || callTimeoutMs < 1) throw new HKS_ERR_OPTION_INVALID('callTimeoutMs', 'a finite number, at least 1', String(callTimeoutMs))
  return { ...resolveLmdbOptions(input), callTimeoutMs, clock }
}
