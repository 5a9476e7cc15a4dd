import type { NonceGuard } from '../nonce-guard.js'
import type { Queue } from '../queue.js'
import type { QueueOptions } from '../queue-options.js'
import type { Store } from '../store.js'
import type { TokenStore } from '../token-store.js'
import type { Verifier, VerifierRequest } from '../verifier.js'

/**
 * The runner's own `test`: tap, node:test and vitest all fit. A case fails by rejecting with an `AssertionError`.
 */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown

/** One process's view of a queue, with a clock of its own that can be made to stand still ({@link HeldClock}). */
export interface Participant {
  readonly queue: Queue
  /** Stops every timer of this participant: no lease is renewed, nothing is swept, as if its event loop stood still. */
  hold (): void
  /** Lets its timers go on. */
  release (): void
}

/** What a queue driver's author provides to run the suite: one fresh, empty queue a case. */
export interface QueueHarness {
  readonly first: Participant
  /** Another participant on the same data, as another process would be. */
  join (): Promise<Participant>
  /** A queue of another name on the same server, file or space. */
  stranger (): Promise<Queue>
  /** Lets `ms` milliseconds pass: a fake clock is moved, a real one waited for. */
  advance (ms: number): Promise<void>
  /** The present instant of the queue's clock, epoch milliseconds. */
  now (): number
  /** Closes all that the harness made, held participants included. */
  dispose (): Promise<void>
}

/** Makes a harness whose queues have exactly these options beside the driver's own. `clock` is the driver's to give. */
export type OpenQueueHarness = (options: Omit<QueueOptions, 'clock'>) => QueueHarness | Promise<QueueHarness>

/** What a store driver's author provides to run the suite: one fresh, empty store a case. Its functions are called without `this`. */
export interface StoreHarness {
  readonly store: Store
  /** The same data, as another process would open it; absent when `shared` is `process`. */
  join?(): Promise<Store>
  /** A store of another name on the same server, file or space. */
  stranger (): Promise<Store>
  advance (ms: number): Promise<void>
  /** The present instant of the store's clock, epoch milliseconds. */
  now (): number
  dispose (): Promise<void>
}

/** Makes a {@link StoreHarness}. */
export type OpenStoreHarness = () => StoreHarness | Promise<StoreHarness>

/** What a token store's author provides to run the suite: one fresh, empty token store a case. Its functions are called without `this`. */
export interface TokenStoreHarness {
  readonly tokens: TokenStore
  /** How long before its expiry a token is no longer handed out, in milliseconds. */
  readonly marginMs: number
  /** The same data and keys, as another process would open it. */
  join (): Promise<TokenStore>
  /** The same data, opened by somebody who has none of the keys. */
  joinWithoutKeys (): Promise<TokenStore>
  /** All that lies in the storage underneath, as bytes. */
  stored (): Promise<readonly Uint8Array[]>
  advance (ms: number): Promise<void>
  /** The present instant of the store's clock, epoch milliseconds. */
  now (): number
  dispose (): Promise<void>
}

/** Makes a {@link TokenStoreHarness}. */
export type OpenTokenStoreHarness = () => TokenStoreHarness | Promise<TokenStoreHarness>

/** What a nonce guard's author provides to run the suite: one guard that has seen nothing a case. Its functions are called without `this`. */
export interface NonceGuardHarness {
  readonly guard: NonceGuard
  /** The same data, as another process would open it. */
  join (): Promise<NonceGuard>
  /** From now on nothing can be stored, and every claim must reject. */
  goDown (): void | Promise<void>
  advance (ms: number): Promise<void>
  /** The present instant of the guard's clock, epoch milliseconds. */
  now (): number
  dispose (): Promise<void>
}

/** Makes a {@link NonceGuardHarness}. */
export type OpenNonceGuardHarness = () => NonceGuardHarness | Promise<NonceGuardHarness>

/** Makes requests that share one flaw and are flawless otherwise. */
export type MakeFlawed = () => readonly VerifierRequest[] | Promise<readonly VerifierRequest[]>

/** Flaws that every scheme can have. */
export type CommonFlaw = 'missing' | 'malformed' | 'signature'

/** Flaws that a scheme has only if it signs such a thing. `no …` leaves out what the verifier must insist on. */
export type SchemeFlaw = 'algorithm' | 'key unknown' | 'issuer' | 'no issuer' | 'audience' | 'no audience' | 'expired' | 'not yet valid' | 'claims'

/** The flaws that a scheme can have; for JSON web tokens {@link jwtFlaws} makes them all. */
export type VerifierFlaws = Readonly<Record<CommonFlaw, MakeFlawed>> & Readonly<Partial<Record<SchemeFlaw, MakeFlawed>>>

/** What the origin of a key set answers with. `down` refuses connections, `hang` takes them and is silent. */
export type KeySetAnswer = 'keys' | 'down' | 'hang' | 'status 500' | 'text' | 'json without keys'

/** The origin of a verifier's key set, and the verifier's settings about it. All durations are in milliseconds. */
export interface KeySetControl {
  /** How often the verifier asked for the key set so far. */
  fetches (): number
  /** What every request is answered with from now on; `keys` at first. */
  serve (answer: KeySetAnswer): void | Promise<void>
  /** Replaces all keys of the origin by one with a new id, which signs every good request from now on. */
  rotate (): void | Promise<void>
  /** Lets `ms` milliseconds pass, for the verifier and for what it accepts. */
  advance (ms: number): Promise<void>
  /** The least time between two fetches that an unknown key id can cause. */
  readonly cooldownMs: number
  /** How long a fetch may take. One case waits for it, and every other fetch must be done in it on a busy machine: a second or two. */
  readonly timeoutMs: number
  /** The age at which a key set is fetched again; greater than `cooldownMs`. */
  readonly maxAgeMs: number
  /** The age up to which the last good set is used while its origin is away; greater than `maxAgeMs` + `cooldownMs`. */
  readonly maxStaleMs: number
}

/** What a verifier's author provides to run the suite: one verifier that has seen nothing a case. */
export interface VerifierHarness {
  readonly verifier: Verifier
  /** A request that is to be accepted at the present instant. */
  good (): VerifierRequest | Promise<VerifierRequest>
  /** The tenant that a good request speaks for. */
  readonly tenant: string
  /** The headers that carry the credential, in lower case. */
  readonly credentialHeaders: readonly string[]
  readonly flaws: VerifierFlaws
  /** Only for verifiers that fetch keys; needs the flaw `key unknown`. Without it the cases about key sets pass at once. */
  readonly keySet?: KeySetControl
  dispose (): Promise<void>
}

/** Makes a {@link VerifierHarness}. */
export type OpenVerifierHarness = () => VerifierHarness | Promise<VerifierHarness>
