import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import type { AppTokens } from './app-tokens.js'
import type { PostResult, ReceivedAnswer, Transport } from './http-post.js'
import { bodyOf, membersOf, recordable } from './delivery-body.js'
import type { Invocation } from './invocation.js'
import { invocationClaims, signInvocationToken } from './invocation-token.js'
import type { DeliveryRecord, RequestSummary, RetryContext, Verdict } from './journal-record.js'
import type { KeyRing } from './keys.js'
import type { ResolvedSimulatorOptions } from './options.js'
import { Redaction } from './redaction.js'

/** One delivery as it went; the journal gives it its number. */
export type DeliveryReport = Omit<DeliveryRecord, 'number' | 'redeliveryAt'>

/** What a redelivery may repeat of the first delivery. */
export interface Credentials { readonly token: string, readonly claims: JWTPayload, readonly traceId: string }

/** One delivery, its answer as it came, and what a redelivery of it may repeat. */
export interface Delivered { readonly report: DeliveryReport, readonly credentials: Credentials, readonly answer?: ReceivedAnswer }

const MAX_ANSWER_CHARACTERS = 4_096

/** Makes one delivery: signs, sends, waits for the answer, judges. */
export class Deliverer {
  readonly #keys: KeyRing
  readonly #tokens: AppTokens
  readonly #transport: Transport
  readonly #options: ResolvedSimulatorOptions
  readonly #underWay = new Set<AbortController>()
  #isClosed = false

  constructor (keys: KeyRing, tokens: AppTokens, transport: Transport, options: ResolvedSimulatorOptions) {
    this.#keys = keys
    this.#tokens = tokens
    this.#transport = transport
    this.#options = options
  }

  /** @param again - What the first delivery was made with; absent on the first one. */
  async deliver (invocation: Invocation, again?: Again): Promise<Delivered> {
    const { clock, deliveryTimeoutMs } = this.#options
    const at = clock.now()
    const abort = new AbortController()
    this.#underWay.add(abort)
    // Armed before anything is awaited, so that whoever moves the clock next moves this delivery's deadline too.
    const cancelDeadline = clock.after(invocation.timeoutMs ?? deliveryTimeoutMs, () => { abort.abort() })
    try {
      const sent = await this.#prepare(invocation, again, at)
      const startedAt = performance.now()
      const result = sent.isTooLarge ? undefined : await this.#post(invocation, sent, abort.signal)
      const report = this.#report(invocation, sent, { result, at, durationMs: performance.now() - startedAt })
      return { report, credentials: sent.credentials, ...receivedOf(result) }
    } finally {
      cancelDeadline()
      this.#underWay.delete(abort)
    }
  }

  /** Breaks off every delivery under way; their verdict is `cancelled`. */
  close (): void {
    this.#isClosed = true
    for (const abort of this.#underWay) abort.abort()
  }

  async #post ({ url, method = 'POST', maxAnswerBytes }: Invocation, { headers, body }: Sent, signal: AbortSignal): Promise<PostResult> {
    const most = maxAnswerBytes === undefined ? {} : { maxKeptBytes: maxAnswerBytes }
    return this.#transport.post({ url, method, headers, body, signal, ...most })
  }

  async #prepare (invocation: Invocation, again: Again | undefined, now: number): Promise<Sent> {
    const { maxBodyBytes = Infinity } = invocation
    const credentials = await this.#credentials(invocation, again?.credentials, now)
    const retryContext = again?.retryContext
    const headers = this.#headers(invocation, credentials)
    const body = bodyOf(invocation, retryContext, invocation.retryContextAt ?? this.#options.switches.current.retryContextAt)
    const redaction = new Redaction(headers, secretsOf(invocation), !this.#options.recordSecrets)
    return { headers, body, credentials, retryContext, redaction, isTooLarge: body !== undefined && body.byteLength > maxBodyBytes }
  }

  async #credentials (invocation: Invocation, earlier: Credentials | undefined, now: number): Promise<Credentials> {
    const { random, installation, moduleKey, moduleType, token: overrides } = invocation
    const switches = this.#options.switches.current
    const fresh = random.hex(16)
    const traceId = earlier !== undefined && switches.traceOnRedelivery === 'same' ? earlier.traceId : fresh
    if (earlier !== undefined && switches.tokenOnRedelivery === 'same') return { ...earlier, traceId }
    const module = { key: moduleKey, ...(moduleType === undefined ? {} : { type: moduleType }) }
    const claims = invocationClaims({ installation, module, now, random, switches, ...(overrides === undefined ? {} : { overrides }) })
    return { token: await signInvocationToken(claims, this.#keys.active, overrides), claims, traceId }
  }

  #report (invocation: Invocation, sent: Sent, went: Went): DeliveryReport {
    return {
      invocationId: invocation.id,
      order: invocation.order,
      ...(invocation.duplicateOf === undefined ? {} : { duplicateOf: invocation.duplicateOf }),
      installationId: invocation.installation.id,
      moduleKey: invocation.moduleKey,
      retryCount: sent.retryContext?.retryCount ?? 0,
      at: went.at,
      durationMs: went.durationMs,
      verdict: this.#verdictOf(went.result),
      request: this.#summary(invocation, sent),
      ...answerOf(went.result, sent.redaction)
    }
  }

  #verdictOf (result: PostResult | undefined): Verdict {
    if (result === undefined) return 'too-large'
    if (result.kind === 'failed') return 'network-error'
    if (result.kind === 'aborted') return this.#isClosed ? 'cancelled' : 'timeout'
    const { status, contentType = '' } = result
    const isJson = /^application\/json\b/i.test(contentType)
    if (status >= 200 && status < 300) return isJson || !this.#options.switches.current.needsJsonAnswer ? 'accepted' : 'not-json'
    if (status === 401) return 'unauthorized'
    return status >= 300 && status < 400 ? 'redirect' : 'refused'
  }

  #headers (invocation: Invocation, { token, traceId }: Credentials): Record<string, string> {
    const { installation, body, contentType, random, systemToken = installation.systemToken } = invocation
    const type = body === undefined ? null : contentType === undefined ? 'application/json' : contentType
    const headers: Record<string, string | null> = {
      authorization: `Bearer ${token}`,
      'x-b3-traceid': traceId,
      'x-b3-spanid': random.hex(8),
      'x-forge-oauth-system': this.#systemToken(invocation, systemToken),
      'x-forge-oauth-user': invocation.userToken ?? null,
      'content-type': type,
      ...invocation.headers
    }
    return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null))
  }

  #systemToken ({ installation }: Invocation, wanted: boolean | string): string | null {
    if (wanted === false) return null
    return this.#options.switches.current.systemTokenPrefix + (wanted === true ? this.#tokens.for(installation).value : wanted)
  }

  #summary (invocation: Invocation, sent: Sent): RequestSummary {
    const { headers, body, credentials: { claims }, retryContext, redaction } = sent
    const { eventType, type, specversion } = membersOf(invocation.body)
    const name = eventType ?? (specversion === undefined ? undefined : type)
    const { retryContextAt = this.#options.switches.current.retryContextAt } = invocation
    return {
      method: invocation.method ?? 'POST',
      url: invocation.url,
      headers: redaction.headers(headers),
      bodyBytes: body?.byteLength ?? 0,
      bodySha256: createHash('sha256').update(body ?? '').digest('hex'),
      token: { kid: kidOf(invocation, this.#keys), jti: claims.jti, iat: claims.iat, exp: claims.exp },
      ...(typeof name === 'string' ? { eventType: name } : {}),
      ...(retryContext === undefined ? {} : { retryContext }),
      ...(this.#options.recordBodies ? { body: redaction.json(recordable(invocation, retryContext, retryContextAt)) } : {})
    }
  }
}

/** What a redelivery is made from. */
export interface Again { readonly retryContext: RetryContext, readonly credentials: Credentials }

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  readonly credentials: Credentials
  readonly retryContext: RetryContext | undefined
  readonly redaction: Redaction
  readonly isTooLarge: boolean
}

interface Went { readonly result: PostResult | undefined, readonly at: number, readonly durationMs: number }

function secretsOf (invocation: Invocation): readonly string[] {
  const { contextToken } = membersOf(invocation.body)
  return typeof contextToken === 'string' ? [contextToken] : []
}

function answerOf (result: PostResult | undefined, redaction: Redaction): Pick<DeliveryRecord, 'answer' | 'errorCode'> {
  if (result?.kind === 'failed') return { errorCode: result.errorCode }
  if (result?.kind !== 'answered') return {}
  const { status, contentType, text } = result
  return { answer: { status, contentType, text: redaction.text(text).slice(0, MAX_ANSWER_CHARACTERS) } }
}

function receivedOf (result: PostResult | undefined): { readonly answer?: ReceivedAnswer } {
  if (result?.kind !== 'answered') return {}
  const { status, text, contentType, bytes = Buffer.byteLength(text), headers } = result
  return { answer: { status, text, bytes, headers: headers ?? (contentType === undefined ? {} : { 'content-type': contentType }) } }
}

function kidOf ({ token }: Invocation, keys: KeyRing): string | undefined {
  return token?.kid === undefined ? (token?.key ?? keys.active).kid : token.kid ?? undefined
}
