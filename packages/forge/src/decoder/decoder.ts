import type { VerifierRequest } from '@hooksmith/contracts'
import type { Decoded } from '@hooksmith/core'
import type { Ticks } from '../ticks/ticks.js'
import type { EnvironmentType, ForgeCaller } from '../verifier/caller.js'
import type { Members } from './body.js'
import { isMembers, parseBody } from './body.js'
import { envelopeOf } from './envelope.js'
import { contentId, hasIdentity } from './event-id.js'
import type { Fingerprints } from './fingerprints.js'
import type { Delivery } from './forms.js'
import { readCall, readDelivery } from './forms.js'
import { lifecycleNameOf } from './lifecycle.js'

/** What the platform calls an endpoint for, besides events. */
export type PlatformCall = 'scheduled' | 'preUninstall' | 'postFunction'

/** What a decoder must know. */
export interface DecoderParts {
  /** Name of the receiver that the events belong to. */
  readonly receiver: string
  readonly environments: readonly EnvironmentType[]
  /** Whether a request to an endpoint with this module key is no event, but a call of the platform's; and which. */
  readonly callOf: (moduleKey: string) => PlatformCall | undefined
  readonly fingerprints: Fingerprints
  /** Tells duplicates of ticks. @defaultValue none is one */
  readonly ticks?: Ticks
}

/** Names that nobody but this server, or a verified module key, may give to an event. */
const RESERVED = ['hooksmith:', 'schedule:', 'forge:scheduled:', 'forge:preUninstall:', 'forge:postFunction:']
const MAX_TYPE_LENGTH = 256
const NO_DATA: Members = Object.freeze({})

/**
 * Turns verified deliveries into events.
 *
 * Content decides the id: a redelivery of an event has the id of the first delivery, and bodies that differ in anything but
 * `retryContext` have different ones. Only events without an id or a time of their own ask the Store
 * ({@link Fingerprints}); while it is out of reach they count as new.
 */
export class ForgeDecoder {
  readonly #parts: DecoderParts

  constructor (parts: DecoderParts) {
    this.#parts = parts
  }

  decode (request: VerifierRequest, caller: ForgeCaller): Decoded | Promise<Decoded> {
    const { environments, callOf } = this.#parts
    const { type } = caller.environment
    if (!environments.includes(type)) return { kind: 'not served', reason: `environment ${type}` }
    const call = callOf(caller.moduleKey)
    return call === undefined ? this.#decodeEvent(request, caller) : this.#decodeCall(call, request, caller)
  }

  #decodeEvent (request: VerifierRequest, caller: ForgeCaller): Decoded | Promise<Decoded> {
    const body = parseBody(request.rawBody)
    if (body.reason !== undefined) return unreadable(body.reason)
    if (!isMembers(body.value)) return unreadable('the body is no JSON object')
    const delivery = readDelivery(body.value, (data) => lifecycleNameOf(data, caller))
    const { content, name } = delivery
    if (name === undefined) return unreadable('the body names no event')
    if (RESERVED.some((prefix) => name.startsWith(prefix))) return unreadable('the body uses a name that is reserved')
    const text = JSON.stringify(content)
    const id = contentId(caller.tenant, name, text)
    const dataText = content === delivery.data ? text : undefined
    const finish = (eventId: string): Decoded => this.#finish({ id: eventId, type: name }, delivery, caller, request, dataText)
    return hasIdentity(delivery.data) ? finish(id) : this.#identify(id, delivery.retryCount, request.receivedAt).then(finish)
  }

  /** It is made by the caller's module key; whatever body there is, is only passed on. */
  async #decodeCall (call: PlatformCall, request: VerifierRequest, caller: ForgeCaller): Promise<Decoded> {
    const type = `forge:${call}:${caller.moduleKey}`
    if (type.length > MAX_TYPE_LENGTH) return unreadable('the module key is too long')
    const body = parseBody(request.rawBody)
    const delivery = readCall(body.reason === undefined && isMembers(body.value) ? body.value : NO_DATA)
    // Bodies of ticks and uninstalls hold a token that may differ between deliveries, so they are no part of what those have in common.
    const fingerprint = contentId(caller.tenant, type, call === 'postFunction' ? JSON.stringify(delivery.content) : '')
    if (call === 'postFunction' && isExecution(delivery.data)) return this.#finish({ id: fingerprint, type }, delivery, caller, request, undefined)
    const own = await this.#identify(fingerprint, delivery.retryCount, request.receivedAt)
    const id = call === 'scheduled' ? await this.#identifyTick(own, delivery, caller, request.receivedAt) : own
    return this.#finish({ id, type }, delivery, caller, request, undefined)
  }

  async #identify (fingerprint: string, retryCount: number, receivedAt: number): Promise<string> {
    return await this.#parts.fingerprints.identify(fingerprint, retryCount, receivedAt)
  }

  async #identifyTick (id: string, { data }: Delivery, { tenant, moduleKey, appVersion }: ForgeCaller, at: number): Promise<string> {
    const named = isMembers(data['context']) ? data['context']['moduleKey'] : undefined
    const triggerKey = typeof named === 'string' && named.length <= MAX_TYPE_LENGTH ? named : undefined
    return await this.#parts.ticks?.identify({ tenant, moduleKey, triggerKey, appVersion, id, at }) ?? id
  }

  #finish (
    base: { readonly id: string, readonly type: string }, delivery: Delivery, caller: ForgeCaller, request: VerifierRequest,
    dataText: string | undefined): Decoded {
    const event = envelopeOf({ ...base, receiver: this.#parts.receiver }, delivery, caller, request)
    return { kind: 'events', events: [dataText === undefined ? { event } : { event, dataText }] }
  }
}

/** Each run of a post function has an id of its own. */
function isExecution ({ transition }: Members): boolean {
  return isMembers(transition) && typeof transition['executionId'] === 'string' && transition['executionId'] !== ''
}

function unreadable (reason: string): Decoded {
  return { kind: 'unreadable', reason }
}
