import type { JsonValue } from '@hooksmith/contracts'
import type { WithholdReason } from './filter/withhold.js'
import { digestOf } from './journal-digest.js'

/** Why a delivery was not accepted; the words that Forge puts into `retryContext.retryReason` for remotes. */
export type RetryReason = 'INVALID_REMOTE_INVOCATION_ERROR' | 'TIMEOUT_ERROR' | 'INVALID_FORGE_INVOCATION_TOKEN'

/** What Forge adds to the body of a redelivery. */
export interface RetryContext {
  readonly retryData: null
  /** From 1. */
  readonly retryCount: number
  readonly retryReason: RetryReason
}

/**
 * How a delivery ended:
 * `accepted` 2xx in time; `unauthorized` 401; `redirect` 3xx; `refused` every other status; `timeout` no whole answer in time;
 * `not-json` a 2xx of another content type, where the switch `needsJsonAnswer` asks for it;
 * `network-error` no answer; `too-large` never sent, as Forge does with events over its limit; `cancelled` the simulator closed.
 */
export type Verdict =
  'accepted' | 'unauthorized' | 'redirect' | 'refused' | 'not-json' | 'timeout' | 'network-error' | 'too-large' | 'cancelled'

/** What tells two invocation tokens apart without being one. Times in seconds, as the token has them. */
export interface TokenSummary {
  readonly kid: string | undefined
  readonly jti: string | undefined
  readonly iat: number | undefined
  readonly exp: number | undefined
}

/** What was sent. Tokens stand as `[redacted <fingerprint>]` unless the simulator was told to record secrets. */
export interface RequestSummary {
  readonly method: 'POST'
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly bodyBytes: number
  /** SHA-256 of the body, hex. */
  readonly bodySha256: string
  /** `eventType`, or a CloudEvent's `type`; absent in a body without either. */
  readonly eventType?: string
  readonly retryContext?: RetryContext
  /** The body, where the simulator was told to record bodies; `contextToken` is redacted like a header. */
  readonly body?: JsonValue
  /** The invocation token that was made for this delivery, also where `headers` sent another one. */
  readonly token: TokenSummary
}

/** What came back. */
export interface AnswerSummary {
  readonly status: number
  readonly contentType: string | undefined
  /** The first 4,096 characters; tokens that were sent and came back are redacted. */
  readonly text: string
}

/** One request to the receiver. A redelivery is a delivery of its own, of the same invocation. */
export interface DeliveryRecord {
  /** Counts from 1 over the whole journal. */
  readonly number: number
  readonly invocationId: string
  /** Of the invocation: counts from 1, in the order in which they were asked for. */
  readonly order: number
  /** The invocation whose event this one brings once more, without a `retryContext`. */
  readonly duplicateOf?: string
  readonly installationId: string
  readonly moduleKey: string
  /** 0 for the first delivery. */
  readonly retryCount: number
  /** When it began, by the simulator's clock. */
  readonly at: number
  /** How long it really took, in milliseconds, whatever the clock says. */
  readonly durationMs: number
  readonly verdict: Verdict
  readonly request: RequestSummary
  /** Absent when none came. */
  readonly answer?: AnswerSummary
  /** The code of a network error, for example `ECONNREFUSED`. */
  readonly errorCode?: string
  /** When the next delivery of the invocation is due; absent when there will be none. */
  readonly redeliveryAt?: number
}

/** An event that a trigger asked for and did not get, or got with an error of its filter. */
export interface Withheld {
  readonly at: number
  readonly installationId: string
  readonly triggerKey: string
  readonly eventType: string
  /** See {@link WithholdReason}; `received-with-error`: delivered, as `onError` says, although the expression failed. */
  readonly reason: WithholdReason | 'received-with-error'
  /** What was wrong with the expression; absent where the filter asks for silence. */
  readonly error?: string
}

/** Which records are wanted; all members must match. */
export type DeliveryQuery = Partial<Pick<DeliveryRecord, 'invocationId' | 'installationId' | 'moduleKey' | 'retryCount' | 'verdict'>> & {
  readonly eventType?: string
  readonly status?: number
}

/** Every delivery, in the order in which they ended. Bounded: the oldest records go first. */
export class Journal {
  readonly #maxRecords: number
  #records: DeliveryRecord[] = []
  #withheld: Withheld[] = []
  readonly #listeners = new Set<(record: DeliveryRecord | Withheld) => void>()
  #made = 0

  constructor (maxRecords: number) {
    this.#maxRecords = maxRecords
  }

  add (record: Omit<DeliveryRecord, 'number'>): DeliveryRecord {
    const numbered = Object.freeze({ number: ++this.#made, ...record })
    this.#records.push(numbered)
    for (const listen of this.#listeners) listen(numbered)
    // Cut in bulk, so that a full journal does not move every record on every delivery.
    if (this.#records.length >= this.#maxRecords * 2) this.#records = this.#records.slice(-this.#maxRecords)
    return numbered
  }

  /** Tells of every delivery, and of every event that was held back, as it is noted. The result ends it. `listen` must not throw. */
  follow (listen: (record: DeliveryRecord | Withheld) => void): () => void {
    this.#listeners.add(listen)
    return () => { this.#listeners.delete(listen) }
  }

  /** The records that match, oldest first; all of them without a query. */
  find (query: DeliveryQuery = {}): readonly DeliveryRecord[] {
    return this.#records.slice(-this.#maxRecords).filter((record) => matches(record, query))
  }

  /** How many records match. */
  count (query: DeliveryQuery = {}): number {
    return this.find(query).length
  }

  last (query: DeliveryQuery = {}): DeliveryRecord | undefined {
    return this.find(query).at(-1)
  }

  /** Notes an event that was not delivered to a trigger. */
  withhold (entry: Withheld): Withheld {
    const frozen = Object.freeze(entry)
    this.#withheld.push(frozen)
    for (const listen of this.#listeners) listen(frozen)
    if (this.#withheld.length >= this.#maxRecords * 2) this.#withheld = this.#withheld.slice(-this.#maxRecords)
    return frozen
  }

  /** Events that triggers asked for and did not get, oldest first. */
  get withheld (): readonly Withheld[] {
    return this.#withheld.slice(-this.#maxRecords)
  }

  /**
   * SHA-256 over all that is kept here, hex: two runs with the same digest did the same. What differs from run to run by nature is
   * left out: real durations, ports, signatures and the keys behind them, and the order in which answers to one instant came.
   */
  digest (): string {
    return digestOf(this.find(), this.withheld)
  }

  clear (): void {
    this.#records = []
    this.#withheld = []
  }
}

function matches (record: DeliveryRecord, query: DeliveryQuery): boolean {
  const { eventType, status, ...members } = query
  if (eventType !== undefined && record.request.eventType !== eventType) return false
  if (status !== undefined && record.answer?.status !== status) return false
  return Object.entries(members).every(([name, value]) => value === undefined || record[name as keyof typeof members] === value)
}
