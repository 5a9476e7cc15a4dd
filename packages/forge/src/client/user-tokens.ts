import { HKS_ERR_OPTION_INVALID, type AppToken } from '@hooksmith/contracts'
import { recordKey } from '@hooksmith/core'
import { LRUCache } from 'lru-cache'
import { siteOf } from './api-url.js'
import type { Calls } from './calls.js'
import { HKS_ERR_FORGE_IMPERSONATION } from './errors.js'
import { HKS_ERR_FORGE_REQUEST } from '../errors.js'
import { askGraph, errorsIn, isLimit, membersOf, wordsOf } from './graphql.js'
import type { Identity } from './identity.js'
import type { ResolvedClientOptions } from './options.js'
import { appOf, impersonationScope } from './scopes.js'

/** As Atlassian's documentation has it (https://developer.atlassian.com/platform/forge/remote/calling-product-apis/, read 2026-08). */
const MUTATION = `mutation forge_remote_offlineUserAuthToken($input: OfflineUserAuthTokenInput!) {
  offlineUserAuthToken(input: $input) { success errors { message } authToken { token ttl } }
}`

/** A token is not used in the last minute of its life. */
const MARGIN_MS = 60_000
const MAX_LIFETIME_MS = 86_400_000
const MINUTE_MS = 60_000

/**
 * Tokens that act for a user who is not there, made from the app's by Atlassian.
 *
 * Kept in this process's memory only, bounded, one for each installation and account; while one is asked for, others who need the same
 * wait for it. The app's limit of requests a minute is counted in the Store by all processes, so that it is not met.
 */
export class UserTokens {
  readonly #options: ResolvedClientOptions
  readonly #calls: Calls
  readonly #kept: LRUCache<string, AppToken>
  readonly #asking = new Map<string, Promise<AppToken>>()

  constructor (options: ResolvedClientOptions, calls: Calls) {
    this.#options = options
    this.#calls = calls
    this.#kept = new LRUCache({ max: options.maxUserTokens })
  }

  /** @throws `HKS_ERR_OPTION_INVALID` for an account id that is none. */
  identity (tenant: string, accountId: string, app: Identity): Identity {
    if (typeof accountId !== 'string' || !/^[\w:.-]{1,128}$/.test(accountId)) throw new HKS_ERR_OPTION_INVALID('accountId', 'an Atlassian account id', typeof accountId)
    const name = JSON.stringify([tenant, accountId])
    return {
      token: async (signal) => {
        const kept = this.#kept.get(name)
        if (kept !== undefined && kept.expiresAt - MARGIN_MS > this.#options.clock.now()) return kept
        return await orAborted(this.#asked(name, tenant, accountId, app), signal)
      },
      onRefused: (token) => { if (this.#kept.peek(name) === token) this.#kept.delete(name) }
    }
  }

  /** One request in flight for each name: whoever comes while it runs gets its answer, or its error. */
  async #asked (name: string, tenant: string, accountId: string, app: Identity): Promise<AppToken> {
    const running = this.#asking.get(name)
    if (running !== undefined) return await running
    const asking = this.#ask(tenant, accountId, app)
      .then((token) => { this.#kept.set(name, token); return token })
      .finally(() => { this.#asking.delete(name) })
    this.#asking.set(name, asking)
    return await asking
  }

  async #ask (tenant: string, accountId: string, app: Identity): Promise<AppToken> {
    const { apiBaseUrl } = await app.token(undefined)
    const site = siteOf(apiBaseUrl)
    if (site === undefined) throw new HKS_ERR_FORGE_IMPERSONATION('the installation has no site')
    await this.#spend(tenant)
    const askedAt = this.#options.clock.now()
    const input = { contextIds: [`ari:cloud:${site.product}::site/${site.cloudId}`], userId: accountId }
    const data = await askGraph(this.#calls, { tenant, identity: app }, MUTATION, { input }, true)
    const answer = membersOf(data['offlineUserAuthToken'])
    const { token, ttl } = membersOf(answer['authToken'])
    if (answer['success'] === true && typeof token === 'string' && typeof ttl === 'number' && ttl > 0) {
      return { value: token, expiresAt: askedAt + Math.min(ttl * 1_000, MAX_LIFETIME_MS), apiBaseUrl }
    }
    throw await this.#refusal(tenant, answer)
  }

  async #refusal (tenant: string, answer: ReturnType<typeof membersOf>): Promise<Error> {
    const [error] = errorsIn(answer)
    const until = this.#options.clock.now() + MINUTE_MS
    if (error !== undefined && isLimit(error)) return await this.#calls.hold({ scope: impersonationScope(tenant), until, reason: 'user-tokens' })
    return new HKS_ERR_FORGE_IMPERSONATION(error === undefined ? 'no reason given' : wordsOf(error))
  }

  /**
   * Takes one of the requests that the app has in a minute. The minute before counts for as much of it as still lies within the last 60 s, so
   * no minute sees more, wherever it begins. What is refused is given back.
   */
  async #spend (tenant: string): Promise<void> {
    const { store, clock, userTokensPerMinute: most } = this.#options
    const scope = impersonationScope(tenant)
    await this.#calls.pass(scope)
    const now = clock.now()
    const minute = Math.floor(now / MINUTE_MS)
    const keyOf = (of: number): string => recordKey('forge-user-tokens', appOf(tenant), String(of))
    const end = (minute + 1) * MINUTE_MS
    const [used, before] = await Promise.all([
      store.add(keyOf(minute), 1, { expiresAt: end + 2 * MINUTE_MS }),
      store.get(keyOf(minute - 1))
    ])
    const former = Math.min(most, Number(Buffer.from(before?.value ?? []).toString() || '0'))
    if (used + former * (end - now) / MINUTE_MS <= most) return
    await store.add(keyOf(minute), -1, { expiresAt: end + 2 * MINUTE_MS })
    throw await this.#calls.hold({ scope, until: used > most ? end : now + 1_000, reason: 'user-tokens' })
  }
}

/** Whoever waits may leave; what was asked for goes on for the others. */
async function orAborted<T> (promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise
  let leave = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => {
      const reason: unknown = signal.reason
      reject(reason instanceof Error ? reason : new HKS_ERR_FORGE_REQUEST('aborted'))
    }
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
