import type { Clock, Store, VerifierRequest } from '@hooksmith/contracts'
import { redact } from './redact.js'

/** How many requests of each kind are kept for a person to look at. */
const KEPT = 200

/** How long, in milliseconds: 7 days. */
const KEPT_FOR_MS = 604_800_000

/** How much of a body is kept, in bytes. */
const KEPT_BYTES = 4_096

/** A verified request that came to nothing. */
export interface RecordedRequest {
  readonly kind: 'unreadable' | 'not served'
  readonly receiver: string
  readonly tenant: string
  readonly reason: string
  readonly request: VerifierRequest
}

/**
 * Keeps the last requests that were verified and could not be read, and the last that were for somebody else, apart from each other: a
 * flood of one kind does not push the other out. Headers and query are left out: they carry tokens.
 */
export class RequestRecords {
  readonly #store: Store
  readonly #clock: Clock

  constructor (store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Records one; the oldest of its kind makes room. Rejects as the Store does. */
  async add ({ kind, receiver, tenant, reason, request }: RecordedRequest): Promise<void> {
    const prefix = kind === 'unreadable' ? 'unreadable' : 'not-served'
    const expiresAt = this.#clock.now() + KEPT_FOR_MS
    const number = await this.#store.add(`${prefix}/count`, 1)
    const record = {
      format: 1,
      receiver,
      tenant,
      reason: redact(reason),
      receivedAt: request.receivedAt,
      bytes: request.rawBody.byteLength,
      body: Buffer.from(request.rawBody.subarray(0, KEPT_BYTES)).toString('base64')
    }
    await this.#store.put(`${prefix}/record/${number % KEPT}`, Buffer.from(JSON.stringify(record)), { expiresAt })
  }
}
