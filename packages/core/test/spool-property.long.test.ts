import type { NewJob } from '@hooksmith/contracts'
import fc from 'fast-check'
import Fastify from 'fastify'
import { test } from 'tap'
import { resolveSpoolOptions } from '../src/spool/options.js'
import { Spool } from '../src/spool/spool.js'
import { makeGround, SwitchedStore, type Mode } from './spool-support.js'
import { envelope } from './support.js'

const { log } = Fastify()

type Step =
  | { readonly kind: 'send', readonly event: number }
  | { readonly kind: 'queue', readonly mode: Mode }
  | { readonly kind: 'time', readonly ms: number }
  /** The process dies after so many further writes to its disk, and another one starts. */
  | { readonly kind: 'crash', readonly writes: number, readonly ms: number }

const EVENTS = 12
const TENANTS = 3

const send = fc.record({ kind: fc.constant('send' as const), event: fc.nat(EVENTS - 1) })
const queue = fc.record({ kind: fc.constant('queue' as const), mode: fc.constantFrom<Mode>('up', 'away', 'read-only', 'unanswered', 'unheard', 'full') })
const time = fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(1, 500, 2_000, 10_000, 90_000) })
const crash = fc.record({ kind: fc.constant('crash' as const), writes: fc.nat(6), ms: fc.constantFrom(0, 1_000, 40_000) })

/** Servers that follow each other on one disk, before one queue. */
class Run {
  readonly ground = makeGround()
  /** Ids in the order in which they were first answered 200. */
  readonly accepted: string[] = []
  #disk = this.#plug()
  #spool = this.#make()

  async start (): Promise<void> {
    await this.#spool.open()
  }

  async take (step: Step): Promise<void> {
    const { clock, switched } = this.ground
    switch (step.kind) {
      case 'queue':
        switched.mode = step.mode
        return
      case 'time': return await clock.advance(step.ms)
      case 'send': return await this.#send(step.event)
      case 'crash':
        this.#disk.writesLeft = step.writes
        await this.#send(EVENTS)
        await clock.advance(step.ms)
        this.#disk.mode = 'away'
        this.#disk = this.#plug()
        this.#spool = this.#make()
        await this.#spool.open()
    }
  }

  async end (): Promise<void> {
    this.ground.switched.mode = 'up'
    await this.ground.clock.advance(600_000)
  }

  get left (): number {
    return this.#spool.state.events
  }

  async #send (number: number): Promise<void> {
    const id = `e${number}`
    const event = envelope({ id, type: 'a', tenant: `t${number % TENANTS}`, data: { number } })
    const jobs: NewJob[] = ['one', 'two'].map((handler) => ({ id: `${id}/p/${handler}`, handler: `p/${handler}` }))
    try {
      await this.#spool.take(event, jobs, undefined)
      if (!this.accepted.includes(id)) this.accepted.push(id)
    } catch {
      // Answered 503: the sender knows that it has to come again.
    }
  }

  #plug (): SwitchedStore {
    return new SwitchedStore(this.ground.disk)
  }

  #make (): Spool {
    const { clock, switched } = this.ground
    const options = resolveSpoolOptions({ store: this.#disk, allowVanishing: true })
    return new Spool({ options, queue: switched, clock, observe: () => {}, log })
  }
}

async function follow (steps: readonly Step[]): Promise<Run> {
  const run = new Run()
  await run.start()
  for (const step of steps) await run.take(step)
  await run.end()
  return run
}

test('in any order of outages, unanswered calls and deaths every accepted event is in the queue exactly once', async (t) => {
  const step = fc.oneof({ weight: 4, arbitrary: send }, { weight: 2, arbitrary: queue }, time, crash)
  const steps = fc.array(step, { minLength: 4, maxLength: 30 })
  await fc.assert(fc.asyncProperty(steps, async (plan) => {
    const { accepted, ground: { switched, disk }, left } = await follow(plan)
    const times = (id: string): number => switched.stored.filter((other) => other === id).length
    const wrong = accepted.filter((id) => times(id) !== 1)
    const jobs = new Set((await switched.list({ state: 'ready', limit: 1_000 })).jobs.map((job) => job.id))
    const jobless = accepted.filter((id) => !['one', 'two'].every((handler) => jobs.has(`${id}/p/${handler}`)))
    const rest = (await disk.list('')).records.filter(({ key }) => !key.startsWith('spool:lease'))
    if (wrong.length + jobless.length + left + rest.length > 0) {
      const found = { wrong, jobless, left, rest: rest.map(({ key }) => key) }
      throw Object.assign(new TypeError(JSON.stringify(found)), found)
    }
  }), { numRuns: 150 })
  t.pass('150 runs')
})

test('in any order of outages and unanswered calls the events of a tenant are stored in the order in which they were accepted', async (t) => {
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: send }, { weight: 2, arbitrary: queue }, time), { minLength: 4, maxLength: 30 })
  await fc.assert(fc.asyncProperty(steps, async (plan) => {
    const { accepted, ground: { switched } } = await follow(plan)
    const tenants = Array.from({ length: TENANTS }, (_, tenant) => (id: string) => Number(id.slice(1)) % TENANTS === tenant)
    return tenants.every((ofTenant) => accepted.filter(ofTenant).join() === switched.stored.filter(ofTenant).join())
  }), { numRuns: 150 })
  t.pass('150 runs')
})
