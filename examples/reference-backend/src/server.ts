import type { Queue, Store, TokenStore } from '@hooksmith/contracts'
import { router, StoreNonceGuard } from '@hooksmith/core'
import { forge, type ForgeClientTuning } from '@hooksmith/forge'
import fastify, { type FastifyInstance } from 'fastify'
import { makeChatReceiver } from './chat/receiver.js'
import { events } from './plugins/events.js'
import { hourly } from './plugins/hourly.js'
import { lifecycle } from './plugins/lifecycle.js'
import { outsideWebhook } from './plugins/outside-webhook.js'
import { panel } from './plugins/panel.js'
import { productApi } from './plugins/product-api.js'
import { storage } from './plugins/storage.js'
import { webTriggers } from './plugins/web-triggers.js'
import { whoCalled } from './plugins/who-called.js'

/** What the server is told. */
export interface ServerOptions {
  /** On the same server or disk as `store`, or not; neither is closed here. */
  readonly queue: Queue
  readonly store: Store
  readonly tokens: TokenStore
  /** Apps that are served: one backend, several apps. */
  readonly appIds: readonly string[]
  /** @defaultValue Atlassian's */
  readonly keySetUrl?: string
  /** @defaultValue Atlassian's */
  readonly apiHosts?: readonly string[]
  readonly client?: ForgeClientTuning
  readonly chat: {
    readonly secret: string
    readonly sites: Readonly<Record<string, string>>
    readonly accounts: Readonly<Record<string, string>>
  }
}

/** The whole server: router, receivers, plugins. The same code runs on every kind of queue and store. */
export async function makeServer (options: ServerOptions): Promise<FastifyInstance> {
  const { queue, store, tokens, chat: { secret, sites, accounts }, client = {}, appIds, keySetUrl, apiHosts } = options
  const app = fastify({ logger: { level: process.env.LOG_LEVEL ?? 'error' }, requestIdHeader: 'x-b3-traceid' })
  await app.register(router, { queue, store })
  await app.register(forge, {
    appIds,
    environments: ['PRODUCTION'],
    tokens,
    ...keySetUrl === undefined ? {} : { keySetUrl },
    ...apiHosts === undefined ? {} : { apiHosts },
    client: { ...client, storage: 'graphql' },
    routes: [
      { path: '/forge/events', moduleKey: 'events' },
      { path: '/forge/lifecycle', moduleKey: 'lifecycle' },
      { path: '/forge/hourly', moduleKey: 'hourly', kind: 'scheduled' }
    ],
    tickIntervals: { hourly: 'hour' }
  })
  app.hooksmith.receive(makeChatReceiver({ secret, nonces: new StoreNonceGuard({ store }) }))
  for (const plugin of [whoCalled, productApi, storage, events, lifecycle, hourly, panel, webTriggers]) await app.register(plugin)
  await app.register(outsideWebhook, { sites, accounts })
  return app
}
