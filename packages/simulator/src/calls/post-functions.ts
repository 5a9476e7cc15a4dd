import { merge } from '../event-body.js'
import type { Installation } from '../installations.js'
import type { DeliveryOptions } from '../invocation.js'
import type { JsonObject } from '../options.js'
import type { DeliveryResult } from '../redelivery.js'
import { baseUrlIn, bringsSystemToken } from '../remote.js'
import { requireLinked, requireRemote, type CallParts } from './call-parts.js'

/** A transition that runs a workflow post function. */
export interface PostFunctionRun extends DeliveryOptions {
  /** Laid over the body, member by member: `issue`, `transition`, `workflow`, `changelog`, `comment`, `configuration` … */
  readonly payload?: JsonObject
  /** Who moved the issue. @defaultValue the installer */
  readonly accountId?: string
}

/** The module type of a workflow post function. */
export const POST_FUNCTION = 'jira:workflowPostFunction'

/**
 * Runs workflow post functions on their endpoints: a body without `eventType` and `context`, the site in the token, redeliveries as for
 * events with the `retryContext` always at the root.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/jira/ ("Workflow post function"), read 2026-08.
 */
export class PostFunctions {
  readonly #parts: CallParts
  #lastId = 10_000

  constructor (parts: CallParts) {
    this.#parts = parts
  }

  async run (installation: Installation, moduleKey: string, run: PostFunctionRun): Promise<DeliveryResult> {
    const { payload = {}, accountId, ...options } = run
    const remote = requireRemote(this.#parts, installation)
    const { module, endpoint } = requireLinked(remote, moduleKey, POST_FUNCTION)
    const brings = installation.systemToken ? bringsSystemToken(remote, endpoint) : false
    const atlassianId = accountId ?? installation.installerAccountId
    return this.#parts.dispatcher.deliver({
      baseUrl: baseUrlIn(endpoint.baseUrl ?? remote.baseUrl, installation.region),
      route: endpoint.route,
      retryContextAt: 'root',
      ...(brings === undefined ? {} : { systemToken: brings }),
      ...options,
      installation,
      moduleKey: endpoint.key,
      token: { context: { cloudId: installation.cloudId, moduleKey: module.key }, ...options.token },
      body: merge(this.#bodyOf(module.key, atlassianId), payload)
    })
  }

  #bodyOf (moduleKey: string, atlassianId: string): JsonObject {
    const id = ++this.#lastId
    return {
      issue: { id: String(id), key: `SP-${id}` },
      transition: { id: '31', name: 'Done', from_status: 'In Progress', to_status: 'Done', executionId: this.#parts.random.uuid() },
      workflow: { id: '10100', name: 'Software workflow' },
      atlassianId,
      changelog: [],
      configuration: {},
      postFunction: { id: this.#parts.random.uuid(), key: moduleKey }
    }
  }
}
