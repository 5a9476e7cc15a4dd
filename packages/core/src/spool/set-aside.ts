import type { Clock, Store } from '@hooksmith/contracts'
import { describeError } from '../redact.js'
import type { Place } from './journal.js'

/** How many events that no queue takes are kept for a person to look at. */
const KEPT = 100

/** How much of each is kept, in bytes. */
const KEPT_BYTES = 65_536

/** Keeps the last events that were in the spool and that no queue takes; the oldest makes room. Rejects as the Store does. */
export async function setAside (store: Store, clock: Clock, place: Place, bytes: Uint8Array, error: unknown): Promise<void> {
  const number = await store.add('spool:aside:count', 1)
  const record = {
    format: 1,
    tenant: place.tenant,
    receivedAt: place.at,
    setAsideAt: clock.now(),
    reason: describeError(error),
    bytes: bytes.byteLength,
    record: Buffer.from(bytes.subarray(0, KEPT_BYTES)).toString('base64')
  }
  await store.put(`spool:aside:record:${number % KEPT}`, Buffer.from(JSON.stringify(record)))
}
