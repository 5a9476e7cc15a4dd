import { HKS_ERR_SIMULATOR_EVENT_UNKNOWN } from './errors.js'
import { EventBodies, lifecycleSample } from './event-body.js'
import { documentsOf } from './event-documents.js'
import type { Installation } from './installations.js'
import type { JsonObject, ResolvedSimulatorOptions } from './options.js'
import type { ApiDocuments } from './api/documents.js'
import type { ProductApi } from './api/product-api.js'
import type { Randomness } from './randomness.js'

/** How an event differs from its sample. */
export interface EventContent {
  /** Laid over the body, member by member. */
  readonly payload?: JsonObject
  /** Used in place of the sample; times and ids in it are made fresh all the same. */
  readonly sample?: JsonObject
}

/** An event's body, and its content type where that is not the usual one. */
export interface MadeEvent { readonly body: JsonObject, readonly contentType?: string }

/** Makes events from their samples, each different from every other, and puts what they are about into the products' stubs. */
export class EventMaker {
  readonly #options: ResolvedSimulatorOptions
  readonly #api: ProductApi
  readonly #bodies: EventBodies

  constructor (options: ResolvedSimulatorOptions, api: ProductApi, random: Randomness) {
    this.#options = options
    this.#api = api
    this.#bodies = new EventBodies(random)
  }

  /** What the sites hold. */
  get documents (): ApiDocuments {
    return this.#api.documents
  }

  /** @throws `HKS_ERR_SIMULATOR_EVENT_UNKNOWN` without a sample. */
  async make (installation: Installation, name: string, content: EventContent): Promise<MadeEvent> {
    const { lifecycleNamed, extraMembers, dataSecurityType } = this.#options.switches.current
    const sample = content.sample ?? lifecycleSample(name, installation, lifecycleNamed) ?? await this.#options.samples(name)
    if (sample === undefined) throw new HKS_ERR_SIMULATOR_EVENT_UNKNOWN(name)
    const body = this.#bodies.fresh(sample, installation, this.#options.clock.now(), content.payload ?? {}, extraMembers)
    for (const { product, path, document } of documentsOf(body)) this.#api.documents.put(product, installation.cloudId, path, document)
    return body.specversion === undefined ? { body } : { body, contentType: dataSecurityType }
  }
}
