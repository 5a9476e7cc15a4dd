import type { EventEnvelope, VerifierRequest } from '@hooksmith/contracts'
import { HKS_ERR_VERIFIER_BINDING } from '@hooksmith/contracts'
import type { Decoded, HandlerContext, Receiver } from '@hooksmith/core'
import type { ForgeDecoder } from './decoder/decoder.js'
import type { Deliveries } from './deliveries.js'
import type { ForgeRoute } from './options.js'
import type { EnvironmentType, ForgeCaller } from './verifier/caller.js'
import type { ForgeVerifier } from './verifier/verifier.js'

/** Name of the receiver: stands in every event that came through it. */
export const FORGE_RECEIVER = 'forge'

/** What a receiver is made of. */
export interface ForgeReceiverParts {
  readonly route: ForgeRoute
  readonly verifier: ForgeVerifier
  readonly decoder: ForgeDecoder
  readonly environments: readonly EnvironmentType[]
  readonly deliveries: Deliveries
  readonly context: (event: EventEnvelope, signal: AbortSignal) => Partial<HandlerContext>
  readonly bodyLimitBytes: number
}

/** Takes the deliveries of one route. The answer to Forge is 200 with a small JSON body once all is stored. */
export class ForgeReceiver implements Receiver<ForgeCaller> {
  readonly name = FORGE_RECEIVER
  readonly path: string
  readonly bodyLimitBytes: number
  readonly #parts: ForgeReceiverParts
  /** Types of the events that requests turned out to be, until their capture. */
  readonly #types = new WeakMap<VerifierRequest, string>()

  constructor (parts: ForgeReceiverParts) {
    this.#parts = parts
    this.path = parts.route.path
    this.bodyLimitBytes = parts.bodyLimitBytes
  }

  /** @throws As {@link ForgeVerifier.verify}, and `HKS_ERR_VERIFIER_BINDING` for another module than the route's. */
  verify (request: VerifierRequest): Promise<ForgeCaller> {
    const { verifier, route: { moduleKey } } = this.#parts
    const verified = verifier.verify(request)
    return moduleKey === undefined ? verified : requireModule(verified, moduleKey)
  }

  async decode (request: VerifierRequest, caller: ForgeCaller): Promise<Decoded> {
    const decoded = await this.#parts.decoder.decode(request, caller)
    if (decoded.kind === 'events') for (const { event } of decoded.events) this.#types.set(request, event.type)
    return decoded
  }

  /** Of environments that are not served nothing is kept. */
  async capture (request: VerifierRequest, caller: ForgeCaller): Promise<void> {
    if (!this.#parts.environments.includes(caller.environment.type)) return
    await this.#parts.deliveries.keep(request, caller, this.#types.get(request))
  }

  context (event: EventEnvelope, signal: AbortSignal): Partial<HandlerContext> {
    return this.#parts.context(event, signal)
  }
}

async function requireModule (verified: Promise<ForgeCaller>, moduleKey: string): Promise<ForgeCaller> {
  const caller = await verified
  if (caller.moduleKey !== moduleKey) throw new HKS_ERR_VERIFIER_BINDING('it was made for another module')
  return caller
}
