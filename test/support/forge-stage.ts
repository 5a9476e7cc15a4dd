import { FakeClock, type EventEnvelope, type Queue, type Store } from '@hooksmith/contracts'
import { definePlugin, type EventObservation, type Handler, type RequestObservation } from '@hooksmith/core'
import type { ForgeOptions } from '@hooksmith/forge'
import { createSigningKey, type DeliveryRecord, type ForgeSimulatorOptions, type Installation, type Switches } from '@hooksmith/simulator'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import { startForgeServer, until, type ForgeServer } from './forge-server.js'

/** What a test may want otherwise. */
export interface StageOptions {
  readonly switches?: Partial<Switches>
  readonly simulator?: ForgeSimulatorOptions
  readonly forge?: Partial<ForgeOptions>
  /** On the clock's time. @defaultValue in memory */
  readonly store?: Store
  readonly queue?: Queue
  /** @defaultValue one that starts in March 2026 */
  readonly clock?: FakeClock
  /** @defaultValue no log */
  readonly fastify?: FastifyServerOptions
  /** Patterns of the events that are handled. @defaultValue everything that comes from outside */
  readonly patterns?: readonly string[]
  /** Runs for every event. @defaultValue it is only noted */
  readonly handler?: Handler
  /**
   * What befalls the first requests, in order: `busy`, a proxy answers 503 before the receiver sees them; `lost`, the receiver's answer
   * never arrives; `undefined`, nothing.
   */
  readonly troubles?: Iterable<'busy' | 'lost' | undefined>
  /** Registers what a test needs besides. */
  readonly compose?: (server: FastifyInstance) => Promise<void>
  /** A proxy lets every request wait so long, in milliseconds of the clock. @defaultValue 0 */
  readonly slowMs?: number
}

/** A Forge receiver with one handler for everything, a platform before it, and one clock for both. */
export interface ForgeStage extends ForgeServer {
  readonly clock: FakeClock
  readonly installation: Installation
  /** What handlers saw, in order. */
  readonly handled: readonly EventEnvelope[]
  /** What became of each event that was decoded: `stored`, `duplicate`, `unwanted` … */
  readonly ingested: readonly EventObservation[]
  /** How each request was answered. */
  readonly requests: readonly RequestObservation[]
  /** Whether a request waits because of `slowMs`. */
  isHolding (): boolean
  /** Waits until so many events were handled. */
  settled (count: number): Promise<void>
}

/** Made once per file: nothing changes a key, and making one costs more than most tests. */
export const signingKeys = Promise.all([createSigningKey(), createSigningKey()])

export const EVENTS = 'remote-events'
export const HOURLY = 'remote-hourly'

/** Starts it all for one test, on a clock that stands, and stops it after. */
export async function stage (t: Test, options: StageOptions = {}): Promise<ForgeStage> {
  const { clock = new FakeClock(), store, queue } = options
  const handled: EventEnvelope[] = []
  const ingested: EventObservation[] = []
  const requests: RequestObservation[] = []
  const held = new Set<object>()
  const started = await startForgeServer(t, {
    clock,
    ...store === undefined ? {} : { store },
    ...queue === undefined ? {} : { queue },
    fastify: options.fastify ?? {},
    simulator: {
      signingKeys: await signingKeys,
      recordBodies: true,
      recordSecrets: true,
      switches: options.switches ?? {},
      ...options.simulator
    },
    forge: { routes: [{ path: '/forge/events' }, { path: '/forge/hourly', kind: 'scheduled', moduleKey: HOURLY }], ...options.forge },
    async compose (server) {
      await options.compose?.(server)
      addTroubles(server, options.troubles ?? [])
      if (options.slowMs !== undefined) slowDown(server, clock, options.slowMs, held)
      server.hooksmith.observe((seen) => {
        if (seen.kind === 'event' && !isOurs(seen.event)) ingested.push(seen)
        if (seen.kind === 'request') requests.push(seen)
      })
      await server.register(witness(options, handled))
    }
  })
  const { simulator, app, url } = started
  const endpoints = [{ key: EVENTS, route: '/forge/events' }, { key: HOURLY, route: '/forge/hourly', events: [] }]
  simulator.setRemote({ baseUrl: url, endpoints })
  const settled = async (count: number): Promise<void> => until(() => handled.length >= count, `${count} events were handled`)
  const installation = simulator.createInstallation({ app })
  return { ...started, clock, installation, handled, ingested, requests, isHolding: () => held.size > 0, settled }
}

function addTroubles (server: FastifyInstance, troubles: NonNullable<StageOptions['troubles']>): void {
  const left = troubles[Symbol.iterator]()
  const lost = new WeakSet<object>()
  server.addHook('onRequest', async (request, reply) => {
    const trouble = left.next().value
    if (trouble === 'busy') await reply.code(503).send('busy')
    if (trouble === 'lost') lost.add(request.raw)
  })
  server.addHook('onSend', async (request) => {
    if (lost.has(request.raw)) request.raw.socket.destroy()
  })
}

function slowDown (server: FastifyInstance, clock: FakeClock, ms: number, held: Set<object>): void {
  server.addHook('onRequest', async (request) => {
    held.add(request)
    await new Promise<void>((resolve) => { clock.after(ms, resolve) })
    held.delete(request)
  })
}

/** What the server noticed itself, of installations and tokens. */
function isOurs ({ type }: EventEnvelope): boolean {
  return type.startsWith('hooksmith:')
}

function witness ({ patterns, handler }: StageOptions, handled: EventEnvelope[]): ReturnType<typeof definePlugin> {
  return definePlugin({
    name: 'witness',
    register (router) {
      const filter = (event: EventEnvelope): boolean => patterns !== undefined || !isOurs(event)
      router.on([...patterns ?? ['**']], { id: 'all', self: true, filter }, async (event, context) => {
        handled.push(event)
        return await handler?.(event, context)
      })
    }
  })
}

/** The body of a delivery as it went over the wire. */
export function bodyOf (record: DeliveryRecord | undefined): Record<string, unknown> {
  const body = record?.request.body
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new TypeError('the delivery had no JSON object')
  return { ...body }
}

/** What the receiver said to each delivery so far. */
export function answersOf (on: Pick<ForgeServer, 'simulator'>): Array<readonly [verdict: string, status: number | undefined]> {
  return on.simulator.journal.find().map(({ verdict, answer }) => [verdict, answer?.status])
}
