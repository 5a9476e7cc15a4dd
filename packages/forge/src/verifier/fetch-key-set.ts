import type { Clock } from '@hooksmith/contracts'
import { HKS_ERR_VERIFIER_KEYS_UNAVAILABLE } from '@hooksmith/contracts'
import type { JSONWebKeySet } from 'jose'
import { fetch, type Response } from 'undici'
import type { KeySetOptions } from './key-set.js'

/** Largest key set read, in bytes. A set of two RSA keys has about 1 kB. */
const MAX_KEY_SET_BYTES = 262_144

/** A key set as its origin served it. */
export interface FetchedKeySet {
  /** Not checked beyond being JSON. */
  readonly keySet: JSONWebKeySet
  /** How far the clock is ahead of the origin's; see {@link clockDifference}. */
  readonly clockDifferenceMs: number | undefined
}

type DownloadOptions = Pick<KeySetOptions, 'keySetTimeoutMs' | 'keySetDispatcher'>

/**
 * Downloads one key set: redirects are refused, the status is checked before anything is read, the body is bounded, and
 * all of it ends within `keySetTimeoutMs`.
 *
 * @throws `HKS_ERR_VERIFIER_KEYS_UNAVAILABLE`
 */
export async function fetchKeySet (url: string, options: DownloadOptions, clock: Clock): Promise<FetchedKeySet> {
  const { keySetTimeoutMs: timeoutMs, keySetDispatcher: dispatcher } = options
  const through = dispatcher === undefined ? {} : { dispatcher }
  const controller = new AbortController()
  const cancel = clock.after(timeoutMs, () => controller.abort())
  const startedAt = clock.now()
  try {
    const response = await fetch(url, { ...through, redirect: 'error', signal: controller.signal, headers: { accept: 'application/json' } })
    const headers = { date: response.headers.get('date'), age: response.headers.get('age') }
    const clockDifferenceMs = clockDifference(headers, startedAt, clock.now())
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE(`its origin answered ${response.status}`)
    }
    const keySet: unknown = JSON.parse(await readBounded(response))
    // createLocalJWKSet checks the shape before any of it is used.
    return { keySet: keySet as JSONWebKeySet, clockDifferenceMs }
  } catch (error) {
    throw asUnavailable(error, controller.signal.aborted, timeoutMs)
  } finally {
    cancel()
  }
}

async function readBounded (response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_KEY_SET_BYTES) throw new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE(`it is larger than ${MAX_KEY_SET_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function asUnavailable (error: unknown, isLate: boolean, timeoutMs: number): Error {
  if (error instanceof HKS_ERR_VERIFIER_KEYS_UNAVAILABLE) return error
  if (isLate) return new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE(`no answer within ${timeoutMs} ms`)
  const detail = error instanceof SyntaxError ? 'it is not JSON' : 'its origin cannot be reached'
  return Object.assign(new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE(detail), { cause: error })
}

interface TimeHeaders { readonly date: string | null, readonly age: string | null }

/**
 * By how much our clock is certainly ahead (positive) or behind (negative), in milliseconds; 0 when the answer fits our clock and
 * `undefined` when it does not say.
 *
 * `Date` counts whole seconds, and a cache hands out the origin's with an `Age` beside it (RFC 9110 §6.6.1, RFC 9111
 * §5.1); the answer was made at some instant between our sending and our receiving.
 */
export function clockDifference (headers: TimeHeaders, sentAt: number, receivedAt: number): number | undefined {
  const date = Date.parse(headers.date ?? '')
  if (Number.isNaN(date)) return undefined
  const age = /^\d{1,9}$/.test(headers.age ?? '') ? Number(headers.age) * 1_000 : 0
  const earliest = date + age
  const latest = earliest + 999
  if (sentAt > latest) return sentAt - latest
  return receivedAt < earliest ? receivedAt - earliest : 0
}
