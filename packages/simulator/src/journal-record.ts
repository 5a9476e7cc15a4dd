import type { JsonValue } from '@hooksmith/contracts'
import type { WithholdReason } from './filter/withhold.js'

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
  /** `POST`, but for calls from a UI or a function, web triggers and CORS preflights. */
  readonly method: string
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
