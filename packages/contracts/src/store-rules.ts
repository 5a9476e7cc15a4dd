import { HKS_ERR_STORE_INPUT } from './errors.js'
import type { ResolvedPutOptions } from './store-input.js'
import type { StoreRecord } from './store.js'

/** What a driver that decides in this process keeps under a key. */
export type KeptRecord = Omit<StoreRecord, 'key'>

/** A whole number of at most 16 digits, in the one way to write it. */
const COUNTER = /^(?:0|-?[1-9][0-9]{0,15})$/

/** Whether a `put` writes over what is readable under its key. */
export function putReplaces (old: KeptRecord | undefined, options: ResolvedPutOptions): boolean {
  if (old === undefined || options.when === 'always') return true
  return options.when === 'newer' && (old.rank === undefined || old.rank < options.rank)
}

/** The value of a counter, 0 where nothing is readable. @throws `HKS_ERR_STORE_INPUT` for a record that is no counter. */
export function counterOf (kept: KeptRecord | undefined): number {
  if (kept === undefined) return 0
  const digits = Buffer.from(kept.value).toString('latin1')
  if (!COUNTER.test(digits) || !Number.isSafeInteger(Number(digits))) {
    throw new HKS_ERR_STORE_INPUT('key', 'that of a counter', 'that of another record')
  }
  return Number(digits)
}
