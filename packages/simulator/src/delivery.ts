import { createHash, randomBytes } from 'node:crypto'
import type { JsonValue } from '@hooksmith/contracts'
import type { JWTPayload } from 'jose'
import type { AppTokens } from './app-tokens.js'
import type { PostResult, Poster } from './http-post.js'
import type { Invocation } from './invocation.js'
import { invocationClaims, signInvocationToken } from './invocation-token.js'
import type { DeliveryRecord, RequestSummary, RetryContext, Verdict } from './journal.js'
import type { KeyRing } from './keys.js'
import type { ResolvedSimulatorOptions } from './options.js'
import { Redaction } from './redaction.js'

/** One delivery as it went; the journal gives it its number. */
export type DeliveryReport = Omit<DeliveryRecord, 'number' | 'redeliveryAt'>

const MAX_ANSWER_CHARACTERS = 4_096

/** Makes one delivery: signs, sends, waits for the answer, judges. */
export class Deliverer {
  readonly #keys: KeyRing
  readonly #tokens: AppTokens
  readonly #poster: Poster
  readonly #options: ResolvedSimulatorOptions
  readonly #underWay = new Set<AbortController>()
  #isClosed = false

  constructor (keys: KeyRing, tokens: AppTokens, poster: Poster, options: ResolvedSimulatorOptions) {
    this.#keys = keys
    this.#tokens = tokens
    this.#poster = poster
    this.#options = options
  }

  /** @param retryContext - Absent on the first delivery. */
  async deliver (invocation: Invocation, retryContext: RetryContext | undefined): Promise<DeliveryReport> {
    const { clock, deliveryTimeoutMs } = this.#options
    const at = clock.now()
    const abort = new AbortController()
    this.#underWay.add(abort)
    // Armed before anything is awaited, so that whoever moves the clock next moves this delivery's deadline too.
    const cancelDeadline = clock.after(deliveryTimeoutMs, () => { abort.abort() })
    try {
      const sent = await this.#prepare(invocation, retryContext, at)
      const startedAt = performance.now()
      const result = sent.isTooLarge ? undefined : await this.#poster.post({ url: invocation.url, ...sent, signal: abort.signal })
      return this.#report(invocation, sent, { result, at, durationMs: performance.now() - startedAt })
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

  async #prepare (invocation: Invocation, retryContext: RetryContext | undefined, now: number): Promise<Sent> {
    const { installation, moduleKey, moduleType, token: overrides, maxBodyBytes = Infinity } = invocation
    const module = { key: moduleKey, ...(moduleType === undefined ? {} : { type: moduleType }) }
    const lifetimeMs = this.#options.invocationTokenLifetimeMs
    const claims = invocationClaims({ installation, module, now, lifetimeMs, ...(overrides === undefined ? {} : { overrides }) })
    const headers = this.#headers(invocation, await signInvocationToken(claims, this.#keys.active, overrides))
    const body = bodyOf(invocation, retryContext)
    const redaction = new Redaction(headers, secretsOf(invocation), !this.#options.recordSecrets)
    return { headers, body, claims, retryContext, redaction, isTooLarge: body !== undefined && body.byteLength > maxBodyBytes }
  }

  #report (invocation: Invocation, sent: Sent, went: Went): DeliveryReport {
    return {
      invocationId: invocation.id,
      installationId: invocation.installation.id,
      moduleKey: invocation.moduleKey,
      retryCount: sent.retryContext?.retryCount ?? 0,
      at: went.at,
      durationMs: went.durationMs,
      verdict: went.result === undefined ? 'too-large' : verdictOf(went.result, this.#isClosed),
      request: this.#summary(invocation, sent),
      ...answerOf(went.result, sent.redaction)
    }
  }

  #headers (invocation: Invocation, token: string): Record<string, string> {
    const { installation, body, contentType, systemToken = installation.systemToken } = invocation
    const appToken = systemToken === true ? this.#tokens.for(installation).value : systemToken
    const type = body === undefined ? null : contentType === undefined ? 'application/json' : contentType
    const headers: Record<string, string | null> = {
      authorization: `Bearer ${token}`,
      'x-b3-traceid': randomBytes(16).toString('hex'),
      'x-b3-spanid': randomBytes(8).toString('hex'),
      'x-forge-oauth-system': appToken === false ? null : appToken,
      'content-type': type,
      ...invocation.headers
    }
    return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null))
  }

  #summary (invocation: Invocation, sent: Sent): RequestSummary {
    const { headers, body, claims, retryContext, redaction } = sent
    const { eventType, type, specversion } = membersOf(invocation.body)
    const name = eventType ?? (specversion === undefined ? undefined : type)
    return {
      method: 'POST',
      url: invocation.url,
      headers: redaction.headers(headers),
      bodyBytes: body?.byteLength ?? 0,
      bodySha256: createHash('sha256').update(body ?? '').digest('hex'),
      token: { kid: kidOf(invocation, this.#keys), jti: claims.jti, iat: claims.iat, exp: claims.exp },
      ...(typeof name === 'string' ? { eventType: name } : {}),
      ...(retryContext === undefined ? {} : { retryContext }),
      ...(this.#options.recordBodies ? { body: redaction.json(recordable(invocation, retryContext)) } : {})
    }
  }
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  readonly claims: JWTPayload
  readonly retryContext: RetryContext | undefined
  readonly redaction: Redaction
  readonly isTooLarge: boolean
}

interface Went { readonly result: PostResult | undefined, readonly at: number, readonly durationMs: number }

function bodyOf ({ body }: Invocation, retryContext: RetryContext | undefined): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body
  if (typeof body === 'string') return Buffer.from(body)
  return Buffer.from(JSON.stringify(retryContext === undefined ? body : { ...body, retryContext }))
}

function recordable ({ body }: Invocation, retryContext: RetryContext | undefined): JsonValue {
  if (body === undefined) return null
  if (body instanceof Uint8Array) return Buffer.from(body).toString()
  return typeof body === 'string' || retryContext === undefined ? body : { ...body, retryContext: { ...retryContext } }
}

function membersOf (body: Invocation['body']): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && !(body instanceof Uint8Array) ? body : {}
}

function secretsOf (invocation: Invocation): readonly string[] {
  const { contextToken } = membersOf(invocation.body)
  return typeof contextToken === 'string' ? [contextToken] : []
}

function verdictOf (result: PostResult, isClosing: boolean): Verdict {
  if (result.kind === 'failed') return 'network-error'
  if (result.kind === 'aborted') return isClosing ? 'cancelled' : 'timeout'
  if (result.status >= 200 && result.status < 300) return 'accepted'
  if (result.status === 401) return 'unauthorized'
  return result.status >= 300 && result.status < 400 ? 'redirect' : 'refused'
}

function answerOf (result: PostResult | undefined, redaction: Redaction): Pick<DeliveryRecord, 'answer' | 'errorCode'> {
  if (result?.kind === 'failed') return { errorCode: result.errorCode }
  if (result?.kind !== 'answered') return {}
  const { status, contentType, text } = result
  return { answer: { status, contentType, text: redaction.text(text).slice(0, MAX_ANSWER_CHARACTERS) } }
}

function kidOf ({ token }: Invocation, keys: KeyRing): string | undefined {
  return token?.kid === undefined ? (token?.key ?? keys.active).kid : token.kid ?? undefined
}
