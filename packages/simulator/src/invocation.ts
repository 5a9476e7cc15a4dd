import { HKS_ERR_SIMULATOR_INPUT } from './errors.js'
import type { Installation } from './installations.js'
import type { InvocationTokenOverrides } from './invocation-token.js'
import type { JsonObject } from './options.js'
import type { Randomness } from './randomness.js'
import type { Switches } from './switches.js'

/** How one invocation is to be delivered, where it should differ from what Forge does. */
export interface DeliveryOptions {
  /** The type of the module in the token. @defaultValue `core:endpoint` */
  readonly moduleType?: string
  /** @defaultValue `application/json`; `null` sends none */
  readonly contentType?: string | null
  /** Further headers, by names in lower case; `null` takes one of Forge's away, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** What differs from a good invocation token. */
  readonly token?: InvocationTokenOverrides
  /** Whether the app system token is sent, or the value to send instead of the current one. @defaultValue as the installation says */
  readonly systemToken?: boolean | string
  /** Redeliveries at most. @defaultValue one less than the switch `maxDeliveries` */
  readonly redeliveries?: number
  /** How long the receiver has, in milliseconds. @defaultValue the simulator's `deliveryTimeoutMs` */
  readonly timeoutMs?: number
  /** A longer body is not sent at all (verdict `too-large`). Absent: no limit. */
  readonly maxBodyBytes?: number
  /** @defaultValue `POST` */
  readonly method?: string
  /** The app user token that is sent. @defaultValue none */
  readonly userToken?: string
  /** More of the answer than this is read but not kept, in bytes. @defaultValue 65_536 */
  readonly maxAnswerBytes?: number
  /** Where a redelivery says that it is one. @defaultValue the switch of that name */
  readonly retryContextAt?: Switches['retryContextAt']
}

/** One invocation of a receiver. The address is `url`, or `baseUrl` and `route` joined with one slash. */
export interface DeliverInput extends DeliveryOptions {
  readonly installation: Installation
  /** The endpoint's key, as the token names it. */
  readonly moduleKey: string
  readonly url?: string
  readonly baseUrl?: string
  readonly route?: string
  /**
   * An object is sent as JSON, and gets its `retryContext` on a redelivery; text and bytes are sent as they are, every time.
   * Absent sends no body and no content type.
   */
  readonly body?: JsonObject | string | Uint8Array
}

/** {@link DeliverInput}, checked and with an address. */
export interface Invocation extends DeliverInput {
  /** UUID; the same over all deliveries. */
  readonly id: string
  /** Counts from 1 over the whole simulator. */
  readonly order: number
  /** The invocation that this one repeats without a word. */
  readonly duplicateOf?: string
  /** Drives what is random in its deliveries, whatever else is going on. */
  readonly random: Randomness
  readonly url: string
}

/** Turns inputs into invocations, each with an id and a source of randomness of its own. */
export class Invocations {
  readonly #random: Randomness
  #made = 0

  constructor (random: Randomness) {
    this.#random = random
  }

  /** @throws `HKS_ERR_SIMULATOR_INPUT` for an address that is missing or not HTTP, and for an empty module key. */
  make (input: DeliverInput, join: Switches['join']): Invocation {
    const url = input.url ?? joined(input, join)
    if (!/^https?:/i.test(url) || !URL.canParse(url)) throw new HKS_ERR_SIMULATOR_INPUT('url', 'an absolute http or https URL', url)
    if (input.moduleKey === '') throw new HKS_ERR_SIMULATOR_INPUT('moduleKey', 'a non-empty string', "''")
    const id = this.#random.uuid()
    return { ...input, id, order: ++this.#made, random: this.#random.fork(id), url }
  }
}

function joined ({ baseUrl, route }: DeliverInput, join: Switches['join']): string {
  if (baseUrl === undefined || route === undefined) throw new HKS_ERR_SIMULATOR_INPUT('url', 'given, or else baseUrl and route', 'neither')
  if (join === 'url' && URL.canParse(route, baseUrl)) return new URL(route, baseUrl).href
  return `${baseUrl.replace(/\/+$/, '')}/${route.replace(/^\/+/, '')}`
}
