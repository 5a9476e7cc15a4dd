import type { JsonValue } from '@hooksmith/contracts'

/** What a value is stored with. */
export interface SetOptions {
  /** When the value ends, from now, in milliseconds; whole seconds are kept, rounded up. Over REST only. @defaultValue never */
  readonly ttlMs?: number
  /** `absent`: writes only where the key has no value. Over REST only. @defaultValue 'always' */
  readonly when?: 'always' | 'absent'
}

/** Which values a query gives. */
export interface QueryOptions {
  /** Keys that start so. @defaultValue all */
  readonly prefix?: string
  /** Over REST 1 to 100, over GraphQL 1 to 20. @defaultValue 20 */
  readonly limit?: number
  /** `next` of the page before. */
  readonly after?: string
}

/** One stored value. */
export interface StorageEntry { readonly key: string, readonly value: JsonValue }

/** Part of what a query finds. */
export interface StoragePage {
  readonly entries: readonly StorageEntry[]
  /** Present where there may be more: the `after` of the next query. */
  readonly next?: string
}

/** What a transaction does: all of it or nothing. At most 25 keys, each once. */
export interface Transaction {
  readonly set?: ReadonlyArray<StorageEntry & Pick<SetOptions, 'ttlMs'>>
  readonly delete?: readonly string[]
}

/** Values that nobody but the app can read, kept apart from the others. */
export interface ForgeSecrets {
  /** `undefined` where the key has no value. */
  get (key: string): Promise<JsonValue | undefined>
  set (key: string, value: JsonValue): Promise<void>
  /** Fine where there is none. */
  delete (key: string): Promise<void>
}

/**
 * Forge's key-value storage of one installation, with the app system token and the scope `storage:app`.
 *
 * Limits and outages are told as by `ForgeRequester`. What the storage refuses is `HKS_ERR_FORGE_STORAGE`, with `status` and `storageCode`
 * (Atlassian's, for example `MAX_SIZE`, `INVALID_KEY`). Atlassian allows keys of 1 to 500 characters and values up to 240 KiB and 31 levels.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/accessing-storage/, …/limits-kvs-ce/, read 2026-08.
 */
export interface ForgeStorage {
  /** `undefined` where the key has no value, whichever way the platform says so. */
  get (key: string): Promise<JsonValue | undefined>
  /** Resolves to whether it wrote; `false` only for `absent`. @throws `HKS_ERR_FORGE_STORAGE_UNSUPPORTED` for options that GraphQL lacks. */
  set (key: string, value: JsonValue, options?: SetOptions): Promise<boolean>
  /** Fine where there is none. */
  delete (key: string): Promise<void>
  /** Values in the order of the platform, a page at a time. */
  query (options?: QueryOptions): Promise<StoragePage>
  /** @throws `HKS_ERR_FORGE_STORAGE_UNSUPPORTED` over GraphQL. */
  transaction (changes: Transaction): Promise<void>
  readonly secrets: ForgeSecrets
}
