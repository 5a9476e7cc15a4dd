import { HKS_ERR_OPTION_INVALID, systemClock, type Clock } from '@hooksmith/contracts'

/** What a {@link MemoryStore} can be told. */
export interface MemoryStoreOptions {
  /** Records above which a write that needs a new one is refused, at least 1. @defaultValue 100_000 */
  readonly maxEntries?: number
  /** Bytes of all keys and values above which a write is refused, at least 1. @defaultValue 67_108_864 (64 MiB) */
  readonly maxBytes?: number
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock
}

const DEFAULTS: Readonly<Required<MemoryStoreOptions>> = Object.freeze({
  maxEntries: 100_000,
  maxBytes: 67_108_864,
  clock: systemClock
})

/** Checks what a caller gave and fills in the rest. @throws `HKS_ERR_OPTION_INVALID`. */
export function resolveMemoryStoreOptions (input: MemoryStoreOptions): Required<MemoryStoreOptions> {
  const { maxEntries = DEFAULTS.maxEntries, maxBytes = DEFAULTS.maxBytes, clock = DEFAULTS.clock } = input
  for (const [name, value] of Object.entries({ maxEntries, maxBytes })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new HKS_ERR_OPTION_INVALID(name, 'a whole number, at least 1', String(value))
  }
  return { maxEntries, maxBytes, clock }
}
