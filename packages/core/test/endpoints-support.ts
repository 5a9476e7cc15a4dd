import { timingSafeEqual } from 'node:crypto'
import { HKS_ERR_VERIFIER_MISSING, HKS_ERR_VERIFIER_SIGNATURE, type Caller, type VerifierRequest } from '@hooksmith/contracts'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { definePlugin, type EndpointGuard, type EndpointHandler, type EndpointOptions } from '../src/index.js'
import { compose, sign, type Bench, type StartOptions } from './support.js'

declare module '../src/index.js' {
  interface EndpointContext {
    /** What {@link hmacGuard} says of the call. */
    readonly acme: { readonly caller: string }
  }
  interface EndpointGuardOptions {
    /** For {@link hmacGuard}. */
    readonly acme?: { readonly only?: string }
  }
}

/** A guard that proves callers by HMAC-SHA256 over the raw body, in the header `x-signature`. */
export function hmacGuard (over: Partial<EndpointGuard> = {}): EndpointGuard {
  return { name: 'acme', credentialHeaders: ['x-signature'], verify, context: ({ caller }) => ({ members: { acme: { caller: caller.tenant } } }), ...over }
}

async function verify ({ headers, rawBody }: VerifierRequest): Promise<Caller> {
  const given = headers['x-signature']
  if (typeof given !== 'string') throw new HKS_ERR_VERIFIER_MISSING('header x-signature')
  const expected = Buffer.from(sign(rawBody))
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), expected)) throw new HKS_ERR_VERIFIER_SIGNATURE()
  return { tenant: 't1' }
}

/** One endpoint as {@link serve} takes it. */
export interface Served { readonly path?: string, readonly options?: EndpointOptions, readonly handler?: EndpointHandler }

export interface ServeOptions extends Omit<StartOptions, 'receivers'> {
  readonly guards?: readonly EndpointGuard[]
  readonly endpoints?: readonly Served[]
}

/** Builds a server with endpoints, `/it` where a path is not given; not ready yet. */
export async function assemble (t: Test, { guards = [hmacGuard()], endpoints = [], ...rest }: ServeOptions): Promise<Bench> {
  const plugin = definePlugin({
    name: 'p',
    register (router) {
      for (const { path = '/it', options = {}, handler = () => undefined } of endpoints) router.endpoint(path, options, handler)
    }
  })
  return await compose(t, {
    receivers: [],
    plugins: [plugin],
    ...rest,
    async compose (app) {
      for (const guard of guards) app.hooksmith.guard(guard)
      await rest.compose?.(app)
    }
  })
}

/** Builds a server with one endpoint, and makes it ready. */
export async function serve (
  t: Test, handler: EndpointHandler, options: EndpointOptions = {}, rest: ServeOptions & { readonly path?: string } = {}): Promise<Bench> {
  const { path = '/it', ...more } = rest
  const bench = await assemble(t, { endpoints: [{ path, options, handler }], ...more })
  await bench.app.ready()
  return bench
}

/** What may be different about a call. */
export interface CallInit {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'HEAD'
  readonly url?: string
  readonly headers?: Record<string, string>
}

/** Calls with a signed body; an object goes as JSON. */
export async function call (app: FastifyInstance, body: unknown = {}, init: CallInit = {}): Promise<LightMyRequestResponse> {
  const { method = 'POST', url = '/it', headers = {} } = init
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body)
  // Fastify reads no bodies of GET requests.
  const signature = sign(method === 'GET' || method === 'HEAD' ? '' : payload)
  return await app.inject({ method, url, payload, headers: { 'x-signature': signature, ...isJson ? { 'content-type': 'application/json' } : {}, ...headers } })
}

/** The counters of endpoint calls, by verdict. */
export function verdicts ({ app }: Bench): Record<string, number> {
  return Object.fromEntries(Object.entries(app.hooksmith.counters()).flatMap(([name, count]) => {
    const verdict = /^requests\{receiver="acme",verdict="(.*)"\}$/.exec(name)?.[1]
    return verdict === undefined ? [] : [[verdict, count]]
  }))
}
