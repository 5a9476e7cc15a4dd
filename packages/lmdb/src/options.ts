import { HKS_ERR_OPTION_INVALID, resolveQueueOptions, type QueueOptions, type ResolvedQueueOptions } from '@hooksmith/contracts'

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

/** Defaults of the options that only this driver has. */
export const LMDB_DEFAULTS = Object.freeze({ name: 'default', pollMs: 500 })

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
