import type { StoreHarness } from '@hooksmith/contracts/conformance'
import type { Store } from '@hooksmith/contracts'
import type { Broken } from './bite.js'
import { broken, decidingEarly, openStore, putting, reading, renaming, spoiled, tick } from './broken-store.js'

const empty = new Uint8Array(0)
const COLLISION = 'keys with separators, control characters and other alphabets do not collide'

/** A second process that remembers what it read. */
function remembering (store: Store): Store {
  const seen = new Map<string, ReturnType<Store['get']>>()
  return spoiled(store, {
    async get (key) {
      const record = seen.get(key) ?? store.get(key)
      seen.set(key, record)
      return await record
    }
  })
}

/** Stores broken in how they read, write and delete. */
export const brokenRecords: ReadonlyArray<Broken<StoreHarness>> = [
  broken('a key that was never written reads as undefined', 'makes up records', ({ store }) => ({
    get: async (key) => await store.get(key) ?? { key, value: empty }
  })),
  broken('a record is read back whole: key, value, rank and expiry', 'forgets ranks', reading(({ rank, ...record }) => record)),
  broken('a record is read back whole: key, value, rank and expiry', 'forgets expiries', reading(({ expiresAt, ...record }) => record)),
  broken('every byte of a value is kept, and so is the empty value', 'takes bytes for text', putting((_, _key, value, options) => [
    Buffer.from(Buffer.from(value).toString()), options
  ])),
  broken('every byte of a value is kept, and so is the empty value', 'takes empty for missing', ({ store }) => ({
    async get (key) {
      const record = await store.get(key)
      return record?.value.byteLength === 0 ? undefined : record
    }
  })),
  broken('a put replaces value, rank and expiry, also by none', 'keeps what a put does not name', ({ store }) => ({
    async put (key, value, options) {
      const { rank, expiresAt } = await store.get(key) ?? {}
      const kept = { ...(rank === undefined ? {} : { rank }), ...(expiresAt === undefined ? {} : { expiresAt }) }
      return await store.put(key, value, { ...kept, ...options })
    }
  })),
  broken('put when absent writes only where there is no record', 'always writes', putting((_, _key, value, options) => [
    value, { ...options, when: options.when === 'absent' ? 'always' : options.when ?? 'always' }
  ])),
  broken('put when newer writes a higher rank and refuses a lower one', 'always writes', putting((_, _key, value, options) => [
    value, { ...options, when: options.when === 'newer' ? 'always' : options.when ?? 'always' }
  ])),
  broken('put when newer writes a higher rank and refuses a lower one', 'compares ranks as text', ({ store }) => ({
    async put (key, value, options) {
      const old = await store.get(key)
      if (options?.when === 'newer' && String(old?.rank ?? '') > String(options.rank)) return false
      return await store.put(key, value, options)
    }
  })),
  broken('put when newer does not overwrite an equal rank', 'lets the last of equals win', ({ store }) => ({
    async put (key, value, options) {
      const isEqual = options?.when === 'newer' && (await store.get(key))?.rank === options.rank
      return await store.put(key, value, isEqual ? { ...options, when: 'always' } : options)
    }
  })),
  broken('put when newer overwrites a record without a rank, whatever its own', 'takes no rank for 0', putting((_, _key, value, options) => [
    value, { rank: 0, ...options }
  ])),
  broken('ranks compare as numbers over their whole range', 'keeps ranks as whole numbers', putting((_, _key, value, { rank, ...options }) => [
    value, rank === undefined ? options : { ...options, rank: Math.round(rank) }
  ])),
  broken('ranks compare as numbers over their whole range', 'keeps ranks with single precision', putting((_, _key, value, { rank, ...options }) => [
    value, rank === undefined ? options : { ...options, rank: Math.max(-3e38, Math.min(3e38, Math.fround(rank))) }
  ])),
  broken('delete removes a record and says whether there was one', 'finds one always', ({ store }) => ({
    delete: async (key) => { await store.delete(key); return true }
  })),
  broken('delete removes a record and says whether there was one', 'keeps the rank of what was deleted', ({ store }) => {
    const ranks = new Map<string, number>()
    return {
      async put (key, value, options) {
        if (options?.when === 'newer' && (options.rank ?? 0) < (ranks.get(key) ?? -Infinity)) return false
        ranks.set(key, options?.rank ?? -Infinity)
        return await store.put(key, value, options)
      }
    }
  }),
  broken(COLLISION, 'ignores case', renaming((key) => key.toLowerCase())),
  broken(COLLISION, 'trims keys', renaming((key) => key.trim() || key)),
  broken(COLLISION, 'ends keys at a NUL', renaming((key) => key.split('\0')[0] || '-')),
  broken(COLLISION, 'makes paths of keys', renaming((key) => key.replaceAll('\\', '/').replaceAll('//', '/'))),
  broken(COLLISION, 'takes separators for its own', renaming((key) => key.replaceAll(':', '/'))),
  broken(COLLISION, 'decodes keys', renaming((key) => key.replace('%3A', ':'))),
  broken(COLLISION, 'normalises letters', renaming((key) => key.normalize('NFC'))),
  broken('bytes are copied in: changing an array after the call changes nothing', 'copies late', ({ store }) => ({
    async put (key, value, options) {
      await tick()
      return await store.put(key, value, options)
    }
  })),
  broken('bytes are copied out: changing what was read changes nothing', 'hands out its own bytes', ({ store }) => remembering(store)),
  broken('a view of a larger buffer is stored as that view', 'stores the whole buffer', putting((_, _key, value, options) => [
    new Uint8Array(value.buffer), options
  ])),
  {
    fails: 'what one process writes the other reads',
    how: 'remembers what it read',
    open: () => openStore(undefined, ({ store }) => ({ store: remembering(store), join: async () => remembering(store) }))
  },
  broken('of puts when absent racing for a key exactly one wins, and its value stands', 'looks first and writes later', decidingEarly('absent')),
  broken('of puts when newer racing for a key the highest rank stands', 'looks first and writes later', decidingEarly('newer')),
  broken('of puts when newer racing with one rank exactly one wins', 'looks first and writes later', decidingEarly('newer')),
  broken('of deletes racing for a record exactly one finds it', 'looks first and deletes later', ({ store }) => ({
    async delete (key) {
      const wasThere = await store.get(key) !== undefined
      await tick()
      await store.delete(key)
      return wasThere
    }
  }))
]
