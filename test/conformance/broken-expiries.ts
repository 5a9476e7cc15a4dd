import { HKS_ERR_STORE_INPUT } from '@hooksmith/contracts'
import type { StoreHarness } from '@hooksmith/contracts/conformance'
import type { Broken } from './bite.js'
import { broken, decidingEarly, putting, tick } from './broken-store.js'

/** Stores broken in what they do with time, and with counters. */
export const brokenExpiries: ReadonlyArray<Broken<StoreHarness>> = [
  broken('a record is never readable from its expiry on, whether anything swept or not', 'expires when it sweeps', ({ store, clock }) => ({
    async put (key, value, { expiresAt, ...options } = {}) {
      if (expiresAt !== undefined) clock.after(expiresAt - clock.now() + 1_000, () => { void store.delete(key) })
      return await store.put(key, value, options)
    }
  })),
  broken('a record stays readable until its expiry', 'takes milliseconds for seconds', putting((_, _key, value, { expiresAt, ...options }) => [
    value, expiresAt === undefined ? options : { ...options, expiresAt: expiresAt / 1_000 }
  ])),
  broken('an expiry in the past is taken, and the record that stood there cannot be read any more', 'refuses the past', ({ store, clock }) => ({
    async put (key, value, options) {
      if (options?.expiresAt !== undefined && options.expiresAt < clock.now()) throw new HKS_ERR_STORE_INPUT('expiresAt', 'in the future', 'the past')
      return await store.put(key, value, options)
    }
  })),
  broken('an expiry in the past is taken, and the record that stood there cannot be read any more', 'skips what is past', ({ store, clock }) => ({
    async put (key, value, options) {
      if (options?.expiresAt !== undefined && options.expiresAt < clock.now()) return true
      return await store.put(key, value, options)
    }
  })),
  broken('an expiry in the past is taken, and the record that stood there cannot be read any more', 'takes 0 for never', putting((_, _key, value, options) => {
    const { expiresAt, ...others } = options
    return [value, expiresAt === 0 ? others : options]
  })),
  broken('the present instant as expiry reads as missing at once', 'expires a moment late', putting((_, _key, value, options) => [
    value, options.expiresAt === undefined ? options : { ...options, expiresAt: options.expiresAt + 1 }
  ])),
  broken('an expiry further than 2^31-1 ms away is kept', 'arms one timer for it', ({ store, clock }) => ({
    async put (key, value, options) {
      const wrote = await store.put(key, value, options)
      if ((options?.expiresAt ?? 0) - clock.now() >= 2 ** 31) clock.after(1, () => { void store.delete(key) })
      return wrote
    }
  })),
  broken('a record without an expiry stays', 'keeps the expiry of the one before', ({ store }) => ({
    async put (key, value, options) {
      const { expiresAt } = await store.get(key) ?? {}
      return await store.put(key, value, expiresAt === undefined ? options : { expiresAt, ...options })
    }
  })),
  broken('an expired record is absent to put when absent', 'counts expired records', ({ store }) => {
    const known = new Set<string>()
    return {
      async put (key, value, options) {
        if (options?.when === 'absent' && known.has(key)) return false
        known.add(key)
        return await store.put(key, value, options)
      }
    }
  }),
  broken('the rank of an expired record counts for nothing', 'compares with expired ranks', ({ store }) => {
    const ranks = new Map<string, number>()
    return {
      async put (key, value, options) {
        if (options?.when === 'newer' && (ranks.get(key) ?? -Infinity) >= (options.rank ?? 0)) return false
        ranks.set(key, options?.rank ?? -Infinity)
        return await store.put(key, value, options)
      }
    }
  }),
  broken('a refused put leaves the expiry as it was', 'sets the expiry of what it refuses to write', ({ store }) => ({
    async put (key, value, options) {
      const old = await store.get(key)
      if (await store.put(key, value, options)) return true
      const { expiresAt } = options ?? {}
      if (old !== undefined && expiresAt !== undefined) await store.put(key, old.value, { expiresAt })
      return false
    }
  })),
  broken('of puts when absent racing for an expired record exactly one wins', 'looks first and writes later', decidingEarly('absent')),

  broken('a counter starts at 0 and resolves to each new value, also downwards', 'gives the value before', ({ store }) => ({
    add: async (key, by, options) => await store.add(key, by, options) - by
  })),
  broken('a counter starts at 0 and resolves to each new value, also downwards', 'stops at 0', ({ store }) => ({
    add: async (key, by, options) => Math.max(0, await store.add(key, by, options))
  })),
  broken('a counter is a record of decimal digits without a rank', 'keeps counters elsewhere', ({ store }) => ({
    add: async (key, by, options) => await store.add(`counter ${key}`, by, options)
  })),
  broken('a counter takes its expiry from the first call, and no later call moves it', 'moves the expiry', ({ store }) => ({
    async add (key, by, options) {
      const sum = await store.add(key, by, options)
      if (options?.expiresAt !== undefined) await store.put(key, Buffer.from(String(sum)), options)
      return sum
    }
  })),
  broken('a counter that began without an expiry never gets one', 'sets the first expiry that it hears of', ({ store }) => ({
    async add (key, by, options) {
      const sum = await store.add(key, by, options)
      const { expiresAt } = options ?? {}
      const isWithout = (await store.get(key))?.expiresAt === undefined
      if (expiresAt !== undefined && isWithout) await store.put(key, Buffer.from(String(sum)), { expiresAt })
      return sum
    }
  })),
  broken('an expired counter starts at 0 with the expiry of the call', 'counts on after the expiry', ({ store }) => {
    const sums = new Map<string, number>()
    return {
      async add (key, by, options) {
        await store.add(key, by, options)
        sums.set(key, (sums.get(key) ?? 0) + by)
        return sums.get(key) ?? 0
      }
    }
  }),
  broken('a deleted counter starts at 0', 'counts on after a delete', ({ store }) => {
    const sums = new Map<string, number>()
    return {
      async add (key, by, options) {
        await store.add(key, by, options)
        sums.set(key, (sums.get(key) ?? 0) + by)
        return sums.get(key) ?? 0
      }
    }
  }),
  broken('add on a record that is no counter is refused and changes nothing', 'takes other records for 0', ({ store }) => ({
    async add (key, by, options) {
      const old = await store.get(key)
      if (old !== undefined && !/^-?\d+$/.test(Buffer.from(old.value).toString())) await store.delete(key)
      return await store.add(key, by, options)
    }
  })),
  broken('a counter is exact up to the largest safe integer, and refuses to pass it', 'passes it', ({ store }) => ({
    async add (key, by) {
      const sum = Number(Buffer.from((await store.get(key))?.value ?? []).toString()) + by
      await store.put(key, Buffer.from(String(sum)))
      return sum
    }
  })),
  broken('a step that is no safe integer is refused', 'rounds the step', ({ store }) => ({
    async add (key, by, options) {
      const step = Number.isFinite(by) ? Math.min(Math.round(by), Number.MAX_SAFE_INTEGER) : 0
      return await store.add(key, step, options)
    }
  })),
  broken('of adds racing on a counter none is lost, and each sees a sum of its own', 'reads first and writes later', ({ store }) => ({
    async add (key, by) {
      const sum = Number(Buffer.from((await store.get(key))?.value ?? []).toString()) + by
      await tick()
      await store.put(key, Buffer.from(String(sum)))
      return sum
    }
  }))
]
