import type { VerifierRequest } from '@hooksmith/contracts'
import type { TokenCapture } from './capture.js'
import type { Installations } from './installations/installations.js'
import type { ForgeCaller } from './verifier/caller.js'

/** Keeps what every request of Forge brings, whatever it is for: a token, and news of its installation. */
export class Deliveries {
  readonly #capture: TokenCapture | undefined
  readonly #installations: Installations

  /** @param capture - Absent: tokens are not kept. */
  constructor (capture: TokenCapture | undefined, installations: Installations) {
    this.#capture = capture
    this.#installations = installations
  }

  /** The token first: jobs may wait for it. @param type - Of the event, where it is one. */
  async keep (request: VerifierRequest, caller: ForgeCaller, type?: string): Promise<void> {
    await this.#capture?.capture(request, caller)
    await this.#installations.notice({ caller, type, at: request.receivedAt })
  }
}
