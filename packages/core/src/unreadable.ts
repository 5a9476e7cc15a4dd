import type { Clock, Store, VerifierRequest } from '@hooksmith/contracts'

/** How many unreadable requests are kept for a person to look at. */
const KEPT = 200

/** How long, in milliseconds: 7 days. */
const KEPT_FOR_MS = 604_800_000

/** How much of a body is kept, in bytes. */
const KEPT_BYTES = 4_096

/** Keeps the last requests that were verified and could not be read. Headers are left out: they carry tokens. */
export class UnreadableRecords {
  readonly #store: Store
  readonly #clock: Clock

  constructor (store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Records one; the oldest makes room. */
  async add (receiver: string, tenant: string, reason: string, request: VerifierRequest): Promise<void> {
    const expiresAt = this.#clock.now() + KEPT_FOR_MS
    const number = await this.#store.add('unreadable/count', 1)
    const record = {
      format: 1,
      receiver,
      tenant,
      reason,
      receivedAt: request.receivedAt,
      bytes: request.rawBody.byteLength,
      body: Buffer.from(request.rawBody.subarray(0, KEPT_BYTES)).toString('base64')
    }
    await this.#store.put(`unreadable/record/${number % KEPT}`, Buffer.from(JSON.stringify(record)), { expiresAt })
  }
}
