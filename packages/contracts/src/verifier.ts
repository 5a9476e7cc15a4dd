/** What a verifier gets to see: the request before anybody parsed it. */
export interface VerifierRequest {
  readonly method: string
  /** Path and query, as received. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The bytes as received; empty for an empty body. */
  readonly rawBody: Uint8Array
  /** When the request arrived, epoch milliseconds. */
  readonly receivedAt: number
}

/** The least that a verified caller says: for whom it speaks. Receivers add what their sender proves. */
export interface Caller {
  /** Whose events this caller may bring. */
  readonly tenant: string
}

/**
 * Proves who sent a request.
 *
 * Resolves to the caller only when everything that the scheme signs was checked: signature, algorithm, issuer, audience,
 * times. Otherwise rejects with a code whose `statusCode` says who is at fault: 401 (`HKS_ERR_VERIFIER_MISSING`,
 * `…_MALFORMED`, `…_ALGORITHM`, `…_KEY_UNKNOWN`, `…_SIGNATURE`, `…_ISSUER`, `…_AUDIENCE`, `…_EXPIRED`, `…_NOT_YET_VALID`,
 * `…_CLAIMS`, `…_BINDING`, `…_REPLAYED`) the caller, 503 (`HKS_ERR_VERIFIER_KEYS_UNAVAILABLE`, `HKS_ERR_VERIFIER_CLOCK_SKEW`)
 * this side, and a redelivery can help. No message repeats any part of a credential. It settles within the verifier's deadline.
 *
 * @typeParam C - What the scheme proves about its caller.
 */
export interface Verifier<C extends Caller = Caller> {
  verify (request: VerifierRequest): Promise<C>
}
