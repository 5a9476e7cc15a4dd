import type { Agenda } from './agenda.js'
import { HKS_ERR_SIMULATOR_CLOSED, HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN } from './errors.js'
import type { Installation } from './installations.js'
import { Invocations, type DeliverInput, type DeliveryOptions, type Invocation } from './invocation.js'
import type { ResolvedSimulatorOptions } from './options.js'
import type { Randomness } from './randomness.js'
import type { DeliveryResult, Redeliveries } from './redelivery.js'
import { baseUrlIn, bringsSystemToken, requireEndpoint, type Remotes } from './remote.js'

/** Where something goes, if not where the remote says, and how it is delivered. */
export interface AddressOptions extends DeliveryOptions, Pick<DeliverInput, 'url' | 'baseUrl' | 'route'> {}

/** A second delivery of an event without a word comes so much later at most, in milliseconds. */
const MAX_DUPLICATE_LAG_MS = 60_000

/** Finds the address of an invocation and sends it off: at once, or as late, out of order and often as the switches say. */
export class Dispatcher {
  readonly remotes: Remotes
  readonly #options: ResolvedSimulatorOptions
  readonly #redeliveries: Redeliveries
  readonly #agenda: Agenda
  readonly #invocations: Invocations
  readonly #held = new Set<(error: Error) => void>()

  constructor (options: ResolvedSimulatorOptions, redeliveries: Redeliveries, agenda: Agenda, remotes: Remotes, random: Randomness) {
    this.#options = options
    this.#redeliveries = redeliveries
    this.#agenda = agenda
    this.remotes = remotes
    this.#invocations = new Invocations(random)
  }

  /** Delivers at once. @throws `HKS_ERR_SIMULATOR_INPUT`, `HKS_ERR_SIMULATOR_CLOSED`. */
  async deliver (input: DeliverInput): Promise<DeliveryResult> {
    return this.#redeliveries.start(this.#make(input))
  }

  /** Delivers an event as the switches for lag, order and duplicates say. @throws as {@link Dispatcher.deliver}. */
  async deliverEvent (input: DeliverInput): Promise<DeliveryResult> {
    const invocation = this.#make(input)
    const { order, maxLagMs, duplicateChance } = this.#options.switches.current
    const { random } = invocation
    const at = this.#options.clock.now() + random.below(maxLagMs + 1)
    if (random.chance(duplicateChance)) this.#planDuplicate(input, invocation, at + random.below(MAX_DUPLICATE_LAG_MS + 1))
    if (order === 'as produced' && maxLagMs === 0) return this.#redeliveries.start(invocation)
    return this.#startAt(at, invocation, order === 'shuffled' ? random.fraction() * invocation.order : invocation.order)
  }

  /** The address of an endpoint for an installation, unless the options name one. @throws `HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN`. */
  addressOf (installation: Installation, moduleKey: string, given: Pick<DeliverInput, 'url' | 'route'>): Partial<DeliverInput> {
    const remote = this.remotes.for(installation)
    const base = remote === undefined ? {} : { baseUrl: baseUrlIn(remote.baseUrl, installation.region) }
    if (given.url !== undefined || given.route !== undefined) return base
    if (remote === undefined) throw new HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN(`the module '${moduleKey}'`)
    const endpoint = requireEndpoint(remote, moduleKey)
    const systemToken = installation.systemToken ? bringsSystemToken(remote, endpoint) : false
    return {
      baseUrl: baseUrlIn(endpoint.baseUrl ?? remote.baseUrl, installation.region),
      route: endpoint.route,
      ...(systemToken === undefined ? {} : { systemToken })
    }
  }

  /** Gives up what waits to be sent; who waits for it gets `HKS_ERR_SIMULATOR_CLOSED`. */
  close (): void {
    for (const reject of this.#held) reject(new HKS_ERR_SIMULATOR_CLOSED())
    this.#held.clear()
  }

  #make (input: DeliverInput): Invocation {
    return this.#invocations.make(input, this.#options.switches.current.join)
  }

  async #startAt (at: number, invocation: Invocation, rank: number): Promise<DeliveryResult> {
    return new Promise((resolve, reject) => {
      this.#held.add(reject)
      this.#agenda.plan(at, () => {
        this.#held.delete(reject)
        this.#redeliveries.start(invocation).then(resolve, reject)
      }, rank)
    })
  }

  #planDuplicate (input: DeliverInput, { id }: Invocation, at: number): void {
    const duplicate = { ...this.#make(input), duplicateOf: id }
    // Whoever sent the event has the outcome of its first delivery; this one is seen in the journal, and a closed simulator drops it.
    this.#startAt(at, duplicate, duplicate.order).catch(() => {})
  }
}
