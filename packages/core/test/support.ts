import { createHmac, timingSafeEqual } from 'node:crypto'
import { Writable } from 'node:stream'
import {
  FakeClock, HKS_ERR_VERIFIER_MISSING, HKS_ERR_VERIFIER_SIGNATURE, type EventEnvelope, type VerifierRequest
} from '@hooksmith/contracts'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import {
  definePlugin, router, type Decoded, type Handler, type HandlerOptions, type Receiver, type RouterOptions
} from '../src/index.js'

const SECRET = 'correct horse battery staple'

/** The signature that {@link hmacReceiver} asks for. */
export function sign (body: string | Uint8Array): string {
  return createHmac('sha256', SECRET).update(body).digest('hex')
}

/** What a sender of {@link hmacReceiver} writes: an event, or a list of them. */
export interface Sent {
  readonly id?: string
  readonly type: string
  readonly tenant?: string
  readonly self?: boolean
  readonly data?: unknown
}

/** A receiver that proves its caller by HMAC-SHA256 over the raw body, in the header `x-signature`. */
export function hmacReceiver (over: Partial<Receiver> = {}): Receiver {
  return { name: 'acme', path: '/acme', verify, decode, ...over }
}

async function verify ({ headers, rawBody }: VerifierRequest): Promise<{ tenant: string }> {
  const given = headers['x-signature']
  if (typeof given !== 'string') throw new HKS_ERR_VERIFIER_MISSING('header x-signature')
  const expected = Buffer.from(sign(rawBody))
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), expected)) throw new HKS_ERR_VERIFIER_SIGNATURE()
  return { tenant: 't1' }
}

function decode ({ rawBody }: VerifierRequest, caller: { readonly tenant: string }): Decoded {
  try {
    const sent: Sent | Sent[] = JSON.parse(Buffer.from(rawBody).toString())
    return { kind: 'events', events: [sent].flat().map((one) => ({ event: envelope({ tenant: caller.tenant, ...one }) })) }
  } catch {
    return { kind: 'unreadable', reason: 'not JSON' }
  }
}

/** An event as {@link hmacReceiver} decodes it. */
export function envelope ({ id = 'e1', type, tenant = 't1', self = false, data = {} }: Sent): EventEnvelope {
  return { specversion: '1.0', id, type, source: 'test', tenant, data, ...self ? { selfgenerated: true } : {} }
}

/** A plugin with one handler. */
export function handle (
  patterns: string | readonly string[], options: Partial<HandlerOptions> & { plugin?: string }, run: Handler): FastifyPluginAsync {
  const { plugin = 'p', ...rest } = options
  return definePlugin({ name: plugin, register: (on) => { on.on(patterns, { id: 'h', ...rest }, run) } })
}

/** A server under test with what it stands on. */
export interface Bench {
  readonly app: FastifyInstance
  readonly clock: FakeClock
  readonly queue: MemoryQueue
  readonly store: MemoryStore
  /** Everything that was logged. */
  readonly lines: Array<Record<string, unknown>>
}

/** What {@link start} takes. */
export interface StartOptions {
  readonly plugins?: readonly FastifyPluginAsync[]
  readonly receivers?: readonly Receiver[]
  readonly options?: Partial<RouterOptions>
  /** Called before the server gets ready. */
  readonly compose?: (app: FastifyInstance) => void | Promise<void>
}

/** Builds a server, not ready yet; it is closed with the test. */
export async function compose (
  t: Test, { plugins = [], receivers = [hmacReceiver()], options = {}, ...rest }: StartOptions = {}): Promise<Bench> {
  const clock = new FakeClock()
  const queue = new MemoryQueue({ clock })
  const store = new MemoryStore({ clock })
  const lines: Array<Record<string, unknown>> = []
  const stream = new Writable({ write: (chunk, _encoding, done) => { lines.push(JSON.parse(String(chunk))); done() } })
  const app = Fastify({ logger: { level: 'debug', stream } })
  t.teardown(async () => { await app.close(); await queue.close(); await store.close() })
  await app.register(router, { queue, store, clock, shutdownGraceMs: 0, maxLoopLagMs: 0, ...options })
  for (const receiver of receivers) app.hooksmith.receive(receiver)
  for (const plugin of plugins) app.register(plugin)
  await rest.compose?.(app)
  return { app, clock, queue, store, lines }
}

/** Builds a server and makes it ready; it is closed with the test. */
export async function start (t: Test, options: StartOptions = {}): Promise<Bench> {
  const bench = await compose(t, options)
  await bench.app.ready()
  return bench
}

/** Sends a signed body. */
export async function post (
  app: FastifyInstance, body: string | Buffer, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
  return await app.inject({ method: 'POST', url: '/acme', payload: body, headers: { 'x-signature': sign(body), ...headers } })
}

/** Sends one event, signed. */
export async function send (app: FastifyInstance, ...events: readonly Sent[]): Promise<LightMyRequestResponse> {
  return await post(app, JSON.stringify(events.length === 1 ? events[0] : events), { 'content-type': 'application/json' })
}

/** Listens on a free port of this machine; resolves to the port. */
export async function listen (app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

/** A promise and what settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve (value: T): void
  reject (error: unknown): void
}

export function deferred<T = void> (): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined
  const promise = new Promise<T>((resolve, reject) => { settle = { resolve, reject } })
  return { promise, resolve: (value) => settle?.resolve(value), reject: (error) => settle?.reject(error) }
}
