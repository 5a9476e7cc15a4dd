import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '@hooksmith/contracts'
import { StoreTokenStore } from '@hooksmith/core'
import { LmdbStore } from '@hooksmith/lmdb'
import { RedisStore } from '@hooksmith/redis'
import { test, type Test } from 'tap'
import { program } from '../support/program.js'
import { startOwnRedis } from '../support/redis.js'
import type { Order } from './fixtures/token-process.js'

const PROCESS = program(new URL('fixtures/token-process.ts', import.meta.url))
const TENANTS = Array.from({ length: 10 }, (_none, n) => `tenant-${n}`)
/** How many tokens each process puts for each tenant. */
const ROUNDS = 60
const HOUR_MS = 3_600_000

interface Place { readonly driver: 'lmdb' | 'redis', readonly at: string, readonly store: Store }

async function placeOf (t: Test, driver: Place['driver']): Promise<Place> {
  const redis = driver === 'redis' ? await startOwnRedis() : undefined
  const at = redis?.url ?? t.testdir()
  const store = driver === 'redis' ? new RedisStore({ url: at }) : new LmdbStore({ path: at })
  t.teardown(async () => {
    await store.close()
    await redis?.stop()
  })
  return { driver, at, store }
}

/** A process with these keys, newest first. */
async function processOf (t: Test, { driver, at }: Place, keys: readonly string[]): Promise<(order: Order) => Promise<number>> {
  const child: ChildProcess = fork(PROCESS.file, [driver, at, keys.join(',')], { execArgv: PROCESS.execArgv })
  t.teardown(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  const answer = async (): Promise<unknown> => {
    const ended = once(child, 'exit').then(([code]: unknown[]) => { throw new Error(`the process ended with ${String(code)}`) })
    const [message]: unknown[] = await Promise.race([once(child, 'message'), ended])
    return message
  }
  await answer()
  return async (order) => {
    child.send(order)
    return order.order === 'stop' ? 0 : Number(await answer())
  }
}

/** Looks at all tenants until it is over; gives how often a token was replaced by one that ends earlier. */
async function watch (tokens: StoreTokenStore, isOver: () => boolean): Promise<number> {
  const newest = new Map<string, number>()
  let stepsBack = 0
  while (!isOver()) {
    for (const tenant of TENANTS) {
      const { expiresAt } = await tokens.get(tenant) ?? { expiresAt: 0 }
      if (expiresAt < (newest.get(tenant) ?? 0)) stepsBack++
      newest.set(tenant, expiresAt)
      await new Promise<void>((resolve) => { setImmediate(resolve) })
    }
  }
  return stepsBack
}

function shuffled (numbers: readonly number[]): number[] {
  return numbers.map((number) => ({ number, at: Math.random() })).toSorted((a, b) => a.at - b.at).map(({ number }) => number)
}

for (const driver of ['lmdb', 'redis'] as const) {
  test(`of the tokens that two processes put at once on ${driver}, the one that lives longest stays, at every instant`, async (t) => {
    const place = await placeOf(t, driver)
    const keys = [randomBytes(32).toString('hex')]
    const [first, second] = await Promise.all([processOf(t, place, keys), processOf(t, place, keys)])
    const tokens = new StoreTokenStore({ store: place.store, keys, marginMs: 0 })
    const base = Date.now() + HOUR_MS
    const instants = Array.from({ length: 2 * ROUNDS }, (_none, n) => base + n)
    const putting = Promise.all([
      first({ order: 'put', writer: 'first', tenants: TENANTS, expiries: shuffled(instants.filter((at) => at % 2 === 0)) }),
      second({ order: 'put', writer: 'second', tenants: TENANTS, expiries: shuffled(instants.filter((at) => at % 2 === 1)) })
    ])
    let isOver = false
    const written = putting.finally(() => { isOver = true })
    t.equal(await watch(tokens, () => isOver), 0, 'no token gave way to an older one')
    const counts = await written
    t.ok(counts.reduce((sum, count) => sum + count) >= TENANTS.length, `they wrote ${counts.join(' and ')}`)
    const last = base + 2 * ROUNDS - 1
    const value = `${last % 2 === 0 ? 'first' : 'second'} ${last}`
    for (const tenant of TENANTS) t.equal((await tokens.get(tenant))?.value, value)
  })

  test(`a rotation on ${driver} beside a process that puts tokens loses none of them, and leaves all under the new key`, async (t) => {
    const place = await placeOf(t, driver)
    const [older, newer] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
    const [writer, rotator] = await Promise.all([processOf(t, place, [older, newer]), processOf(t, place, [newer, older])])
    const base = Date.now() + HOUR_MS
    const expiries = Array.from({ length: ROUNDS }, (_none, n) => base + n)
    await writer({ order: 'put', writer: 'w', tenants: TENANTS, expiries: [base - 1] })
    const rotated = rotator({ order: 'rotate' })
    let isOver = false
    const written = writer({ order: 'put', writer: 'w', tenants: TENANTS, expiries }).finally(() => { isOver = true })
    const both = new StoreTokenStore({ store: place.store, keys: [newer, older], marginMs: 0 })
    t.equal(await watch(both, () => isOver), 0, 'no token gave way to an older one')
    t.equal(await written, TENANTS.length * ROUNDS, 'every newer token was written')
    // By now it finds nothing to do, over and over, and must still hear that it is to stop.
    await sleep(200)
    await rotator({ order: 'stop' })
    t.ok(await rotated >= TENANTS.length)
    const tokens = new StoreTokenStore({ store: place.store, keys: [newer], marginMs: 0 })
    for (const tenant of TENANTS) t.equal((await tokens.get(tenant))?.value, `w ${base + ROUNDS - 1}`)
  })
}
