import { findEndpoint } from '@hooksmith/core'
import { endpointOptionsOf } from '@hooksmith/forge'
import type { CallResult, ForgeSimulator, Installation, JsonObject } from '@hooksmith/simulator'
import type { FastifyInstance } from 'fastify'
import { remoteOf } from './platform.js'

/** How an endpoint is called. */
export interface InvokeOptions {
  /** `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. @defaultValue the first that an endpoint of the path takes; with a body the first other than `GET` */
  readonly method?: string
  /** A JSON object. */
  readonly body?: JsonObject
  readonly headers?: Readonly<Record<string, string>>
  /** The user who sits there; `null`: nobody is logged in, and no user token comes. @defaultValue the one who installed the app */
  readonly accountId?: string | null
  /** Of the UI. @defaultValue the first that the endpoint allows, else `panel` */
  readonly moduleKey?: string
  /** Where the UI stands, for example `{ type: 'macro', content: { id: '1' } }`: `ctx.forge.context.extension`. */
  readonly extension?: JsonObject
  /** Whose call it is. */
  readonly installation: Installation
}

/** Calls endpoints as a UI of the app does, through the platform. */
export class EndpointCalls {
  readonly #simulator: ForgeSimulator
  readonly #fastify: FastifyInstance
  readonly #scopes: readonly string[] | undefined
  readonly #modules = new Set<string>()

  constructor (simulator: ForgeSimulator, fastify: FastifyInstance, scopes: readonly string[] | undefined) {
    this.#simulator = simulator
    this.#fastify = fastify
    this.#scopes = scopes
  }

  async call (path: string, options: InvokeOptions): Promise<CallResult> {
    const { installation, accountId = installation.installerAccountId, ...rest } = options
    const asked = options.method === undefined ? {} : { method: options.method }
    const { endpoint, method } = findEndpoint(this.#fastify.hooksmith.endpoints(), path, { hasBody: options.body !== undefined, ...asked })
    const { moduleKey = endpointOptionsOf(endpoint?.guardOptions).moduleKeys[0] ?? 'panel' } = options
    this.#deploy(moduleKey)
    const user = accountId === null ? {} : { accountId }
    return await this.#simulator.calls.invokeRemote(installation, { ...rest, ...user, path, moduleKey, method })
  }

  /** A module that no call named before is one that the manifest has from now on. */
  #deploy (moduleKey: string): void {
    if (this.#modules.has(moduleKey)) return
    this.#modules.add(moduleKey)
    this.#simulator.setRemote(remoteOf(this.#scopes, [...this.#modules]))
  }
}
