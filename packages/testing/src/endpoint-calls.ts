import type { EndpointSummary } from '@hooksmith/core'
import type { ForgeEndpointOptions } from '@hooksmith/forge'
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
    const { endpoint, method } = this.#meant(path, options)
    const { moduleKey = firstModuleOf(endpoint) ?? 'panel' } = options
    this.#deploy(moduleKey)
    const user = accountId === null ? {} : { accountId }
    return await this.#simulator.calls.invokeRemote(installation, { ...rest, ...user, path, moduleKey, method })
  }

  /** The endpoint that the server takes such a call for, and the method. */
  #meant (path: string, { method, body }: InvokeOptions): { readonly endpoint: EndpointSummary | undefined, readonly method: string } {
    const candidates = this.#fastify.hooksmith.endpoints().filter((one) => takes(one, path)).toSorted((a, b) => vagueness(a) - vagueness(b))
    const isMeant = (one: string): boolean => method === undefined ? body === undefined || one !== 'GET' : one === method
    const endpoint = candidates.find(({ methods }) => methods.some(isMeant)) ?? candidates[0]
    return { endpoint, method: method ?? endpoint?.methods.find(isMeant) ?? endpoint?.methods[0] ?? 'POST' }
  }

  /** A module that no call named before is one that the manifest has from now on. */
  #deploy (moduleKey: string): void {
    if (this.#modules.has(moduleKey)) return
    this.#modules.add(moduleKey)
    this.#simulator.setRemote(remoteOf(this.#scopes, [...this.#modules]))
  }
}

function takes ({ path }: EndpointSummary, called: string): boolean {
  const [pathname = ''] = called.split('?', 1)
  const [parts, given] = [path.split('/'), pathname.split('/')]
  const isOpen = path.endsWith('*')
  if (!isOpen && given.length !== parts.length) return false
  return parts.every((part, at) => {
    if (isOpen && at === parts.length - 1) return given[at]?.startsWith(part.slice(0, -1)) ?? false
    return part.startsWith(':') ? given[at] !== undefined : part === given[at]
  })
}

/** Of several paths that fit a call, a server takes the one with the fewest parameters, and `*` last. */
function vagueness ({ path }: EndpointSummary): number {
  return path.split('/:').length + (path.endsWith('*') ? 1_000 : 0)
}

/** The Forge receiver found these options to be in order when the server got ready. */
function firstModuleOf (endpoint: EndpointSummary | undefined): string | undefined {
  const { moduleKey = [] } = (endpoint?.guardOptions ?? {}) as ForgeEndpointOptions
  return [moduleKey].flat()[0]
}
