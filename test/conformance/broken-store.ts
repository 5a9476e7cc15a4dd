import { FakeClock, type PutOptions, type Store, type StorePage, type StoreRecord } from '@hooksmith/contracts'
import type { StoreHarness } from '@hooksmith/contracts/conformance'
import { MemoryStore } from '@hooksmith/memory'
import type { Broken } from './bite.js'

/** What a break can use: the whole store that it spoils, and the clock. */
export interface Whole { readonly store: Store, readonly clock: FakeClock }

/** The members that a broken store has in place of the whole one's. */
export type Spoil = (whole: Whole) => Partial<Store>

type ListOptions = NonNullable<Parameters<Store['list']>[1]>

/** A store that hands every call on to `inner`, but for what is spoiled. */
export function spoiled (inner: Store, spoil: Partial<Store>): Store {
  return {
    shared: inner.shared,
    durable: inner.durable,
    get: (key) => inner.get(key),
    put: (key, value, options) => inner.put(key, value, options),
    add: (key, by, options) => inner.add(key, by, options),
    delete: (key) => inner.delete(key),
    list: (prefix, options) => inner.list(prefix, options),
    close: () => inner.close(),
    ...spoil
  }
}

/** A harness around a memory store that is spoiled by `spoil`, and so is its stranger. */
export function openStore (
  spoil: Spoil = () => ({}), change: (whole: Whole, store: Store) => Partial<StoreHarness> = () => ({})
): StoreHarness {
  const clock = new FakeClock()
  const make = (): Store => {
    const inner = new MemoryStore({ clock })
    return spoiled(inner, spoil({ store: inner, clock }))
  }
  const store = make()
  return {
    store,
    stranger: async () => make(),
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    dispose: async () => {},
    ...change({ store, clock }, store)
  }
}

/** One entry of the tables of broken stores. */
export function broken (fails: string, how: string, spoil: Spoil): Broken<StoreHarness> {
  return { fails, how, open: () => openStore(spoil) }
}

/** Lets everybody else go on: what stands on both sides of it is not atomic. */
export async function tick (): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve) })
}

/** Spoils what a get and a list give. */
export function reading (change: (record: StoreRecord) => StoreRecord): Spoil {
  return ({ store }) => ({
    async get (key) {
      const record = await store.get(key)
      return record === undefined ? undefined : change(record)
    },
    async list (prefix, options) {
      const page = await store.list(prefix, options)
      return { ...page, records: page.records.map(change) }
    }
  })
}

/** Spoils what a put is told. */
export function putting (
  change: (whole: Whole, key: string, value: Uint8Array, options: PutOptions) => readonly [Uint8Array, PutOptions]
): Spoil {
  return (whole) => ({
    put: async (key, value, options = {}) => await whole.store.put(key, ...change(whole, key, value, options))
  })
}

/** Decides about `absent` and `newer` first and writes later. */
export function decidingEarly (when: PutOptions['when']): Spoil {
  return ({ store }) => ({
    async put (key, value, options = {}) {
      if (options.when !== when) return await store.put(key, value, options)
      const old = await store.get(key)
      await tick()
      if (old !== undefined && (when === 'absent' || (old.rank ?? -Infinity) >= (options.rank ?? 0))) return false
      return await store.put(key, value, { ...options, when: 'always' })
    }
  })
}

/** Reads a whole listing and makes pages of it in a way of its own. */
export function listing (page: (all: readonly StoreRecord[], prefix: string, options: ListOptions) => StorePage): Spoil {
  return ({ store }) => ({
    async list (prefix, options = {}) {
      await store.list(prefix, options)
      return page((await store.list('', { limit: 1_000 })).records, prefix, options)
    }
  })
}

/** Pages as they should be, of records that may be wrong. */
export function paged (records: readonly StoreRecord[], { limit = 100 }: ListOptions): StorePage {
  const last = records[limit - 1]
  return { records: records.slice(0, limit), ...(records.length > limit && last !== undefined ? { next: last.key } : {}) }
}

/** Uses another key in place of the one that a caller gave. */
export function renaming (rename: (key: string) => string): Spoil {
  return ({ store }) => ({
    async get (key) {
      const record = await store.get(rename(key))
      return record === undefined ? undefined : { ...record, key }
    },
    put: (key, value, options) => store.put(rename(key), value, options),
    add: (key, by, options) => store.add(rename(key), by, options),
    delete: (key) => store.delete(rename(key))
  })
}
