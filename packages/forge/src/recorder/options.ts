import type { Clock } from '@hooksmith/contracts'
import { HKS_ERR_OPTION_INVALID, systemClock } from '@hooksmith/contracts'
import type { Recording } from '../recordings/recording.js'
import { PERSONAL_MEMBERS } from '../recordings/redaction.js'

/** Options of {@link recordRequests}. */
export interface RecorderOptions {
  /** Where the files go, one a request. Made where there is none; each process takes one of its own. */
  readonly directory: string
  /** Files at most, from 1; the oldest make room. @defaultValue 1_000 */
  readonly maxRecords?: number
  /** Bytes of all files at most, from 1_024. @defaultValue 67_108_864 (64 MiB) */
  readonly maxBytes?: number
  /**
   * Which requests are kept; called with what would be written. @defaultValue all but those answered 401 and 413: anybody can make them,
   * and they would push out the others
   */
  readonly only?: (recording: Recording) => boolean
  /** Members whose texts name a person; replaces the default. @defaultValue PERSONAL_MEMBERS */
  readonly personal?: readonly string[]
  /** @defaultValue the machine's clock */
  readonly clock?: Clock
}

/** {@link RecorderOptions} with every default filled in. */
export type ResolvedRecorderOptions = Required<RecorderOptions>

export const RECORDER_DEFAULTS = Object.freeze({
  maxRecords: 1_000,
  maxBytes: 67_108_864,
  personal: PERSONAL_MEMBERS,
  only: ({ status }: Recording): boolean => status !== 401 && status !== 413,
  clock: systemClock
})

/** @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came. */
export function resolveRecorderOptions (options: RecorderOptions): ResolvedRecorderOptions {
  const { directory, maxRecords, maxBytes, only, personal } = options
  if (typeof directory !== 'string' || directory === '') throw new HKS_ERR_OPTION_INVALID('directory', 'the path of a directory', typeof directory)
  assertCount('maxRecords', maxRecords, 1)
  assertCount('maxBytes', maxBytes, 1_024)
  if (only !== undefined && typeof only !== 'function') throw new HKS_ERR_OPTION_INVALID('only', 'a function', typeof only)
  if (personal !== undefined && !Array.isArray(personal)) throw new HKS_ERR_OPTION_INVALID('personal', 'a list of member names', typeof personal)
  return {
    directory,
    maxRecords: maxRecords ?? RECORDER_DEFAULTS.maxRecords,
    maxBytes: maxBytes ?? RECORDER_DEFAULTS.maxBytes,
    only: only ?? RECORDER_DEFAULTS.only,
    personal: personal ?? RECORDER_DEFAULTS.personal,
    clock: options.clock ?? RECORDER_DEFAULTS.clock
  }
}

function assertCount (name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return
  throw new HKS_ERR_OPTION_INVALID(name, `a whole number, at least ${least}`, String(value))
}
