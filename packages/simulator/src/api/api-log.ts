import { fingerprintOf } from '../fingerprint.js'
import type { Call } from './api-call.js'

/**
 * Why a call was not let in: no bearer token; one that nobody handed out; one past its `exp`; one of an installation that is
 * gone; one of an installation that does not cover this site and product; the installation is so fresh that its account is not permitted
 * yet; the app lacks a scope; a rate limit; or a rule said so.
 */
export type Refusal =
  'no-token' | 'unknown-token' | 'expired-token' | 'uninstalled' | 'foreign-site' | 'not-permitted-yet' | 'no-scope' | 'rate-limit' | 'scripted'

/** One call of the app, let in or not. */
export interface ApiRequest {
  readonly at: number
  readonly method: string
  /** Below the API base, with the query; as it is for Forge's own storage and GraphQL. */
  readonly path: string
  /** `kvs` and `graphql` for what is no product's. */
  readonly product: string
  /** Empty for what is no product's. */
  readonly tenantId: string
  /** Set for a token that acts for a user. */
  readonly userId?: string
  /** Whose token it was; absent for a token that nobody handed out. */
  readonly installationId?: string
  /** Absent without a token. */
  readonly tokenFingerprint?: string
  /** The parsed JSON body, or the text where it is no JSON; absent without one. */
  readonly body?: unknown
  /** 0 where a rule left the call without an answer. */
  readonly status: number
  readonly refusal?: Refusal
}

/** How a call was judged, as far as the log holds it. */
export type Judged = Pick<ApiRequest, 'status' | 'refusal' | 'installationId' | 'userId'>

/** Every call that arrived. Bounded: the oldest go first. */
export class ApiLog {
  readonly #maxRecords: number
  #requests: ApiRequest[] = []

  constructor (maxRecords: number) {
    this.#maxRecords = maxRecords
  }

  add (call: Call, { status, refusal, installationId, userId }: Judged, at: number): void {
    const { method, path, query, product, tenantId, token, body } = call
    this.#requests.push(Object.freeze({
      at,
      method,
      path: `${path}${query}`,
      product,
      tenantId,
      status,
      ...(body === undefined ? {} : { body }),
      ...(refusal === undefined ? {} : { refusal }),
      ...(installationId === undefined ? {} : { installationId }),
      ...(userId === undefined ? {} : { userId }),
      ...(token === undefined ? {} : { tokenFingerprint: fingerprintOf(token) })
    }))
    // Cut in bulk, so that a full log does not move every record on every call.
    if (this.#requests.length >= this.#maxRecords * 2) this.#requests = this.#requests.slice(-this.#maxRecords)
  }

  /** Oldest first; those of one installation if it is given. */
  find (installationId?: string): readonly ApiRequest[] {
    const kept = this.#requests.slice(-this.#maxRecords)
    return installationId === undefined ? kept : kept.filter((request) => request.installationId === installationId)
  }

  clear (): void {
    this.#requests = []
  }
}
