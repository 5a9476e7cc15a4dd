import { HKS_ERR_STORE_CLOSED, HKS_ERR_STORE_INPUT, type PutOptions, type Store } from '@hooksmith/contracts'
import type { StoreHarness } from '@hooksmith/contracts/conformance'
import type { Broken } from './bite.js'
import { broken, listing, openStore, paged, putting, tick, type Spoil } from './broken-store.js'

const LIMIT_BYTES = 512
const BOUNDS = 'an empty key, one above 512 bytes and half a surrogate pair are refused by every call'

/** Lists all records that the filter lets through, in whole pages. */
function choosing (isListed: (key: string, prefix: string) => boolean): Spoil {
  return listing((all, prefix, options) => paged(all.filter(({ key }) => isListed(key, prefix) && key > (options.after ?? '')), options))
}

/** Forgets nothing that was ever written when it lists. */
const listingGhosts: Spoil = ({ store }) => {
  const known = new Set<string>()
  return {
    put: async (key, value, options) => { known.add(key); return await store.put(key, value, options) },
    list: async (prefix, options) => {
      await store.list(prefix, options)
      return { records: [...known].map((key) => ({ key, value: new Uint8Array(0) })) }
    }
  }
}

/** Cuts off what is too long, instead of refusing it. */
function cut (key: string): string {
  return Buffer.byteLength(key) > LIMIT_BYTES ? key.slice(0, 128) : Buffer.from(key).toString()
}

function withoutNonsense ({ when = 'always', rank, expiresAt }: PutOptions): PutOptions {
  return {
    when: when === 'newer' && !Number.isFinite(rank) ? 'always' : when,
    ...(Number.isFinite(rank) && rank !== undefined ? { rank } : {}),
    ...(Number.isFinite(expiresAt) && expiresAt !== undefined ? { expiresAt } : {})
  }
}

/** Stores broken in their listings. */
export const brokenLists: ReadonlyArray<Broken<StoreHarness>> = [
  broken('an empty store lists nothing', 'lists a record of its own', listing((all, _prefix, options) => paged([...all, { key: '~format', value: new Uint8Array(0) }], options))),
  broken('the empty prefix lists all keys in the order of their UTF-8 bytes', 'orders by UTF-16', listing((all, _prefix, options) => paged(
    all.toSorted((a, b) => a.key < b.key ? -1 : 1), options))),
  broken('the empty prefix lists all keys in the order of their UTF-8 bytes', 'orders by alphabet', listing((all, _prefix, options) => paged(
    all.toSorted((a, b) => a.key.localeCompare(b.key)), options))),
  broken('a listed record is whole: key, value, rank and expiry', 'lists without ranks', listing((all, _prefix, options) => paged(
    all.map(({ rank, ...record }) => record), options))),
  broken('pages put together are the whole listing, at any size of page', 'loses a record between pages', ({ store }) => ({
    async list (prefix, options) {
      const page = await store.list(prefix, options)
      const [lost] = page.next === undefined ? [] : (await store.list(prefix, { after: page.next, limit: 1 })).records
      return lost === undefined ? page : { ...page, next: lost.key }
    }
  })),
  broken('no page is longer than its limit, and 100 is the limit unless told', 'has another limit', ({ store }) => ({
    list: async (prefix, options) => await store.list(prefix, { limit: 50, ...options })
  })),
  broken('no page is longer than its limit, and 100 is the limit unless told', 'takes the limit for a hint', ({ store }) => ({
    list: async (prefix, options) => await store.list(prefix, { ...options, limit: (options?.limit ?? 100) + 1 })
  })),
  broken('a page names a next one exactly when there is more', 'names one after every full page', ({ store }) => ({
    async list (prefix, options) {
      const { records } = await store.list(prefix, options)
      const last = records.at(-1)
      return { records, ...(records.length === (options?.limit ?? 100) && last !== undefined ? { next: last.key } : {}) }
    }
  })),
  broken('a prefix lists the keys that start with it, itself included, and none beside', 'leaves the prefix itself out', choosing((key, prefix) => key.startsWith(prefix) && key !== prefix)),
  broken('a prefix lists the keys that start with it, itself included, and none beside', 'lists from the prefix to the end', choosing((key, prefix) => key >= prefix)),
  broken('every character of a prefix is data', 'takes ? and * for wildcards', choosing((key, prefix) => new RegExp(`^${prefix.replace(/[\\[]/g, '\\$&').replace(/[?*]/g, '.')}`).test(key))),
  broken('every character of a prefix is data', 'takes _ and % for wildcards', choosing((key, prefix) => {
    return prefix.endsWith('_') || prefix.endsWith('%') ? key.startsWith(prefix.slice(0, -1)) : key.startsWith(prefix)
  })),
  broken('after need be no key, nor start with the prefix', 'looks for the key that after names', listing((all, prefix, options) => {
    const start = all.findIndex(({ key }) => key === options.after) + 1
    return paged(all.slice(start).filter(({ key }) => key.startsWith(prefix)), options)
  })),
  broken('expired records are not listed, and no page stops short because of them', 'lists what has expired', listingGhosts),
  broken('expired records are not listed, and no page stops short because of them', 'counts them for the page', ({ store }) => {
    const known = new Set<string>()
    return {
      put: async (key, value, options) => { known.add(key); return await store.put(key, value, options) },
      async list (prefix, { after = '', limit = 100 } = {}) {
        const page = [...known].toSorted().filter((key) => key.startsWith(prefix) && key > after).slice(0, limit)
        const records = (await Promise.all(page.map(async (key) => await store.get(key)))).filter((record) => record !== undefined)
        const last = records[limit - 1]
        return { records, ...(last === undefined ? {} : { next: last.key }) }
      }
    }
  }),
  broken('deleted records are not listed', 'lists what was deleted', listingGhosts),
  broken('a key that was written twice is listed once, with its last value', 'lists each write', ({ store }) => {
    const writes: string[] = []
    return {
      put: async (key, value, options) => { writes.push(key); return await store.put(key, value, options) },
      list: async () => ({ records: writes.map((key) => ({ key, value: new TextEncoder().encode('new') })) })
    }
  })
]

/** Stores broken in their bounds and in how they end. */
export const brokenLives: ReadonlyArray<Broken<StoreHarness>> = [
  broken('a key of 512 bytes of UTF-8 is taken by every call', 'takes fewer', ({ store }) => ({
    async put (key, value, options) {
      if (Buffer.byteLength(key) > LIMIT_BYTES - 1) throw new HKS_ERR_STORE_INPUT('key', 'shorter', 'long')
      return await store.put(key, value, options)
    }
  })),
  broken(BOUNDS, 'cuts keys when it reads', ({ store }) => ({ get: (key) => store.get(cut(key) || 'x') })),
  broken(BOUNDS, 'cuts keys when it writes', ({ store }) => ({ put: (key, value, options) => store.put(cut(key) || 'x', value, options) })),
  broken(BOUNDS, 'cuts keys when it adds', ({ store }) => ({ add: (key, by, options) => store.add(cut(key) || 'x', by, options) })),
  broken(BOUNDS, 'cuts keys when it deletes', ({ store }) => ({ delete: (key) => store.delete(cut(key) || 'x') })),
  broken('a value of 1 MiB is taken, one byte more is refused and leaves what was there', 'cuts values', putting((_, _key, value, options) => [
    value.subarray(0, 1_048_576), options
  ])),
  broken('put options that mean nothing are refused and leave what was there', 'ignores them', putting((_, _key, value, options) => [
    value, withoutNonsense(options)
  ])),
  broken('a page of 1,000 is listed, other limits than 1 to 1,000 are refused', 'bends limits', ({ store }) => ({
    async list (prefix, options) {
      const limit = Math.round(options?.limit ?? 100) || 1
      return await store.list(prefix, { ...options, limit: Math.min(1_000, Math.max(1, limit)) })
    }
  })),
  broken('a prefix and an after of 512 bytes are taken, longer ones and half surrogate pairs are refused', 'cuts them', ({ store }) => ({
    list: async (prefix, options) => await store.list(cut(prefix), { ...options, after: cut(options?.after ?? '') })
  })),
  broken('a driver says who shares its data and what that survives', 'claims to be shared but cannot be joined', () => ({ shared: 'network' })),
  {
    fails: 'strangers never meet',
    how: 'opens the same data under every name',
    open: () => openStore(undefined, (_, store) => ({ stranger: async () => store }))
  },
  broken('closing twice is fine, also at the same time', 'rejects the second time', ({ store }) => {
    let isClosed = false
    return {
      async close () {
        if (isClosed) throw new HKS_ERR_STORE_CLOSED()
        isClosed = true
        await store.close()
      }
    }
  }),
  ...(['get', 'put', 'add', 'delete', 'list'] as const).map((method) => broken(
    'a closed store rejects every other call with the CLOSED code', `goes on to ${method}`, goingOnTo(method))),
  broken('close waits for running calls', 'cuts them off', ({ store }) => ({
    async list (prefix, options) {
      await tick()
      return await store.list(prefix, options)
    }
  })),
  {
    fails: 'closing one store leaves the others open',
    how: 'closes what others use',
    open: () => openStore(undefined, (_, store) => ({ stranger: async () => store }))
  }
]

/** Answers one method from an empty store once it is closed. */
function goingOnTo (method: 'get' | 'put' | 'add' | 'delete' | 'list'): Spoil {
  const answers: Pick<Store, 'get' | 'put' | 'add' | 'delete' | 'list'> = {
    get: async () => undefined,
    put: async () => true,
    add: async () => 1,
    delete: async () => false,
    list: async () => ({ records: [] })
  }
  return () => ({ [method]: answers[method] })
}
