import type { AddressOptions, Dispatcher } from './dispatcher.js'
import type { EventContent, EventMaker, MadeEvent } from './event-maker.js'
import { includedProperties, PropertyReader, withRuntime } from './filter/entity-properties.js'
import { decide, hasScopes, isLicensed, type FilterDecision } from './filter/withhold.js'
import type { Installation } from './installations.js'
import type { DeliveryOptions } from './invocation.js'
import type { Journal } from './journal.js'
import type { Withheld } from './journal-record.js'
import type { JsonObject, ResolvedSimulatorOptions } from './options.js'
import type { DeliveryResult } from './redelivery.js'
import { requireEndpointFor, type Remote, type Trigger } from './remote.js'

/** Where an event goes and how it differs from its sample. Without an address it goes where the remote says. */
export interface SendOptions extends AddressOptions, EventContent {
  /** The endpoint's key. @defaultValue the one that the remote names for the event */
  readonly moduleKey?: string
}

/** How an event that happened differs from its sample. */
export interface PublishOptions extends DeliveryOptions, EventContent {}

/** What became of an event: a delivery for each trigger that wants it, and why the others do not get it. */
export interface Published {
  readonly deliveries: readonly DeliveryResult[]
  readonly withheld: readonly Withheld[]
}

/**
 * Events above this size are not delivered at all, in bytes.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/product_events/, read 2026-08.
 */
export const MAX_EVENT_BYTES = 200_000

/** Deliveries that are under way, or that wait for their instant. */
interface Sent { readonly delivery: Promise<DeliveryResult> }

interface Publishing { readonly deliveries: ReadonlyArray<Promise<DeliveryResult>>, readonly withheld: readonly Withheld[] }

type Filter = Trigger['events'][number]['filter']

interface Wanting { readonly trigger: Trigger, readonly filter: Filter, readonly propertyPaths: readonly string[] }

/** Brings events to the triggers that ask for them. */
export class Publisher {
  readonly #options: ResolvedSimulatorOptions
  readonly #dispatcher: Dispatcher
  readonly #maker: EventMaker
  readonly #journal: Journal

  constructor (options: ResolvedSimulatorOptions, dispatcher: Dispatcher, maker: EventMaker, journal: Journal) {
    this.#options = options
    this.#dispatcher = dispatcher
    this.#maker = maker
    this.#journal = journal
  }

  /** Sends an event to one endpoint. Resolves when the delivery has begun, or has its place on the agenda. */
  async send (installation: Installation, name: string, options: SendOptions): Promise<Sent> {
    const made = await this.#maker.make(installation, name, options)
    const moduleKey = options.moduleKey ?? requireEndpointFor(this.#dispatcher.remotes.for(installation), name).key
    const address = { ...this.#dispatcher.addressOf(installation, moduleKey, options), ...withoutContent(options) }
    return { delivery: this.#dispatcher.deliverEvent({ maxBodyBytes: MAX_EVENT_BYTES, ...made, ...address, installation, moduleKey }) }
  }

  /** Sends an event to every trigger that wants it and gets it. Resolves as {@link Publisher.send}. */
  async publish (installation: Installation, name: string, options: PublishOptions): Promise<Publishing> {
    const made = await this.#maker.make(installation, name, options)
    const remote = this.#dispatcher.remotes.for(installation)
    const deliveries: Array<Promise<DeliveryResult>> = []
    const withheld: Withheld[] = []
    const read = new PropertyReader(this.#maker.documents, installation)
    for (const { trigger, filter, propertyPaths } of remote === undefined ? [] : triggersFor(remote, name)) {
      const decision = this.#decide(remote, name, filter, withRuntime(made.body, name, filter, read), installation)
      const noted = this.#note(trigger, decision, installation, name)
      const addition = { ...decision.addition, ...includedProperties(propertyPaths, made.body, read, this.#options.switches.current) }
      if (decision.withheld === undefined) deliveries.push(this.#deliver(installation, trigger, made, addition, options))
      else withheld.push(noted)
    }
    return { deliveries, withheld }
  }

  #decide (remote: Remote | undefined, name: string, filter: Filter, body: JsonObject, installation: Installation): FilterDecision {
    if (remote !== undefined && !hasScopes(remote, name)) return { withheld: 'scopes' }
    return decide(filter, body, isLicensed(installation, this.#options.switches.current))
  }

  /** Into the journal goes what was held back, and what only came through because the filter's errors let it. */
  #note ({ key }: Trigger, { withheld, error }: FilterDecision, installation: Installation, eventType: string): Withheld {
    const entry: Withheld = {
      at: this.#options.clock.now(),
      installationId: installation.id,
      triggerKey: key,
      eventType,
      reason: withheld ?? 'received-with-error',
      ...(error === undefined ? {} : { error })
    }
    return withheld === undefined && error === undefined ? entry : this.#journal.withhold(entry)
  }

  async #deliver (
    installation: Installation, trigger: Trigger, made: MadeEvent, addition: JsonObject, options: PublishOptions
  ): Promise<DeliveryResult> {
    return this.#dispatcher.deliverEvent({
      maxBodyBytes: MAX_EVENT_BYTES,
      ...made,
      ...this.#dispatcher.addressOf(installation, trigger.endpoint, {}),
      ...withoutContent(options),
      installation,
      moduleKey: trigger.endpoint,
      body: { ...made.body, ...addition }
    })
  }
}

/** Without triggers an endpoint is one: the one that names the event, else the one that names none. */
function triggersFor ({ triggers, endpoints }: Remote, name: string): Wanting[] {
  if (triggers !== undefined) {
    return triggers.flatMap((trigger) => trigger.events.filter((event) => event.name === name)
      .map(({ filter, propertyPaths = [] }) => ({ trigger, filter, propertyPaths })))
  }
  const endpoint = endpoints.find(({ events }) => events?.includes(name)) ?? endpoints.find(({ events }) => events === undefined)
  if (endpoint === undefined) return []
  return [{ trigger: { key: endpoint.key, endpoint: endpoint.key, events: [{ name }] }, filter: undefined, propertyPaths: [] }]
}

function withoutContent<T extends EventContent> (options: T): Omit<T, keyof EventContent> {
  const { payload: _, sample: __, ...rest } = options
  return rest
}
