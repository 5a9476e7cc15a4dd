import { randomBytes } from 'node:crypto'
import { FakeClock, type EventEnvelope, type Store } from '@hooksmith/contracts'
import { definePlugin, router, StoreTokenStore, type EndpointHandler, type EndpointOptions, type HandlerContext, type PluginRouter } from '@hooksmith/core'
import { forge, type ForgeOptions } from '@hooksmith/forge'
import { MemoryQueue, MemoryStore } from '@hooksmith/memory'
import { createSigningKey, ForgeSimulator, parseManifest, type App, type Installation } from '@hooksmith/simulator'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'

/** An app with everything that calls a remote and waits for it, or does not. */
export const MANIFEST = parseManifest(`
modules:
  jira:issuePanel: [{ key: panel, title: Panel, resolver: { endpoint: api } }]
  jira:projectPage: [{ key: page, title: Page, resolver: { endpoint: api } }]
  webtrigger: [{ key: orders, endpoint: hooks }]
  jira:workflowPostFunction: [{ key: announce, name: Announce, endpoint: post }]
  migration:dataResidency: [{ key: move, remote: backend, path: /residency, maxMigrationDurationHours: 1 }]
  trigger: [{ key: issues, endpoint: events, events: ['avi:jira:created:issue'] }]
  endpoint:
    - { key: api, remote: backend, auth: { appSystemToken: { enabled: true }, appUserToken: { enabled: true } } }
    - { key: hooks, remote: backend, route: { path: /hooks }, auth: { appSystemToken: { enabled: true } } }
    - { key: post, remote: backend, route: { path: /post-function }, auth: { appSystemToken: { enabled: true } } }
    - { key: events, remote: backend, route: { path: /forge/events } }
remotes:
  - { key: backend, baseUrl: 'https://backend.example.com', operations: [compute], auth: { appSystemToken: { enabled: true } } }
permissions: { scopes: { 'read:app-system-token': {}, 'read:app-user-token': {}, 'read:jira-work': { allowImpersonation: true }, 'storage:app': {} } }
`)

export const USER = '5b10a2844c20165700ede21g'

/** What a test may want otherwise. */
export interface EndpointStageOptions {
  readonly forge?: Partial<ForgeOptions>
  /** Under the token store. @defaultValue that of the router */
  readonly tokenStore?: (store: Store) => Store
  readonly register?: (router: PluginRouter) => void
  readonly shutdownGraceMs?: number
}

/** A server with endpoints, on a real port, and the platform that calls it; one clock for both. */
export interface EndpointStage {
  readonly simulator: ForgeSimulator
  readonly server: FastifyInstance
  readonly clock: FakeClock
  readonly app: App
  readonly installation: Installation
  /** Events that a handler took, with the context that it had. */
  readonly handled: Array<{ readonly event: EventEnvelope, readonly ctx: HandlerContext }>
  readonly logged: () => string
}

/** Made once per file: nothing changes a key, and making one costs more than most tests. */
const signingKeys = Promise.all([createSigningKey()])

/** Starts it all for one test, and stops it after. */
export async function endpointStage (t: Test, options: EndpointStageOptions = {}): Promise<EndpointStage> {
  const clock = new FakeClock()
  const simulator = await ForgeSimulator.start({ clock, signingKeys: await signingKeys, recordBodies: true })
  const app = simulator.createApp()
  const store = new MemoryStore({ clock })
  const queue = new MemoryQueue({ clock })
  const handled: EndpointStage['handled'] = []
  let logged = ''
  const server = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => { logged += line } } } })
  t.teardown(async () => { await server.close(); await simulator.close(); await queue.close(); await store.close() })
  await server.register(router, { queue, store, clock, shutdownGraceMs: options.shutdownGraceMs ?? 0 })
  await server.register(forge, {
    appIds: [app.id],
    environments: ['PRODUCTION'],
    keySetUrl: simulator.jwksUrl,
    apiHosts: [new URL(simulator.api.origin).host],
    tokens: new StoreTokenStore({ store: options.tokenStore?.(store) ?? store, keys: [randomBytes(32)], clock }),
    routes: [{ path: '/forge/events' }, { path: '/post-function', kind: 'postFunction' }],
    clock,
    ...options.forge
  })
  await server.register(definePlugin({
    name: 'test',
    register (on) {
      on.on('**', { id: 'all' }, (event, ctx) => { handled.push({ event, ctx }) })
      options.register?.(on)
    }
  }))
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  simulator.setManifest(MANIFEST, { baseUrl: url })
  return { simulator, server, clock, app, installation: simulator.createInstallation({ app, product: 'jira' }), handled, logged: () => logged }
}

/** The same with one endpoint, `/it`. */
export async function endpoint (
  t: Test, handler: EndpointHandler, options: EndpointOptions = {}, more: EndpointStageOptions = {}): Promise<EndpointStage> {
  return await endpointStage(t, { ...more, register: (on) => { on.endpoint('/it', options, handler) } })
}

/** How many calls ended so. */
export function callsThatWere (verdict: string, { server }: EndpointStage): number {
  return server.hooksmith.counters()[`requests{receiver="forge",verdict="${verdict}"}`] ?? 0
}

/** Waits until `condition` holds; gives up loudly. */
export async function until (condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`gave up waiting until ${what}`)
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
}
