import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreTokenStore } from '@hooksmith/core'
import type { TokenStore } from '@hooksmith/contracts'
import { ForgeSimulator, readManifest, type ApiRequest, type ForgeSimulatorOptions, type Installation } from '@hooksmith/simulator'
import type { FastifyInstance } from 'fastify'
import { CHAT_SECRET, ChatSystem } from './chat/system.js'
import type { Drivers } from './drivers.js'
import { JobLog } from './job-log.js'
import { makeServer } from './server.js'

const MANIFEST = new URL('../manifest.yml', import.meta.url)
/** How long jobs may take, in milliseconds, before they count as stuck. */
const PATIENCE_MS = 30_000

/** Everything that takes part: a Forge platform with the app on one site, the server, an outside system. */
export interface Stage {
  readonly simulator: ForgeSimulator
  readonly installation: Installation
  /** As events and tokens of the installation are kept under. */
  readonly tenant: string
  readonly server: FastifyInstance
  readonly address: string
  readonly tokens: TokenStore
  readonly jobs: JobLog
  readonly chat: ChatSystem
  /** Somebody with an account on the site, who also chats. */
  readonly ann: { readonly accountId: string, readonly chatId: string }
  readonly pageId: string
  /** Waits until every job has ended. @throws when they do not. */
  settle (): Promise<void>
  /** What the server asked of Atlassian since `run` began, once all jobs have ended. */
  callsOf (run: () => Promise<unknown>): Promise<readonly ApiRequest[]>
  close (): Promise<void>
}

export interface StageOptions extends ForgeSimulatorOptions {
  /** Of the server. @defaultValue a free one */
  readonly port?: number
  /** Further apps that the server serves. */
  readonly otherAppIds?: readonly string[]
}

/** Starts it all. The platform delivers by this example's own manifest, and refuses one that Forge would. */
export async function startStage (drivers: Drivers, options: StageOptions = {}): Promise<Stage> {
  const { port = 0, otherAppIds = [], ...ofSimulator } = options
  const { queue, store } = drivers
  const manifest = await readManifest(MANIFEST.pathname, { isChecked: true })
  const simulator = await ForgeSimulator.start({ recordBodies: true, ...ofSimulator })
  const app = simulator.createApp(manifest.appId === undefined ? {} : { id: manifest.appId })
  const installation = simulator.createInstallation({ app, product: 'confluence', license: { active: true, type: 'COMMERCIAL' } })
  const ann = { accountId: '5b10a2844c20165700ede21g', chatId: 'U0ANN' }
  const pageId = '98310'
  simulator.api.put(installation, `/wiki/api/v2/pages/${pageId}`, { id: pageId, title: 'Release notes', status: 'current' })
  simulator.api.put(installation, '/wiki/rest/api/user/current', { type: 'known', accountType: 'app' })

  const tokens = new StoreTokenStore({ store, keys: [randomBytes(32)] })
  const jobs = new JobLog()
  const server = await makeServer({
    queue,
    store,
    tokens,
    appIds: [app.id, ...otherAppIds],
    keySetUrl: simulator.jwksUrl,
    apiHosts: [new URL(simulator.api.origin).host],
    // The pretended Atlassian permits a fresh installation within a second, not within minutes.
    client: { permissionRetryMs: 400 },
    chat: { secret: CHAT_SECRET, sites: { T0ACME: installation.cloudId }, accounts: { [ann.chatId]: ann.accountId } }
  })
  server.hooksmith.observe(jobs.observe)
  const address = await server.listen({ host: '127.0.0.1', port })
  simulator.setManifest(manifest, { baseUrl: address })

  const settle = async (): Promise<void> => {
    for (const end = Date.now() + PATIENCE_MS; !jobs.isSettled; await sleep(5)) {
      if (Date.now() > end) throw new Error(`jobs did not end within ${PATIENCE_MS} ms`)
    }
  }
  return {
    simulator,
    installation,
    tenant: `forge:${app.id}:${installation.environment.id}:${installation.id}`,
    server,
    address,
    tokens,
    jobs,
    chat: new ChatSystem(`${address}/webhooks/chat`, CHAT_SECRET),
    ann,
    pageId,
    settle,
    async callsOf (run) {
      const before = simulator.api.requests().length
      await run()
      await settle()
      return simulator.api.requests().slice(before)
    },
    async close () {
      await server.close()
      await drivers.close()
      await simulator.close()
    }
  }
}
