import type { Clock } from '@hooksmith/contracts'
import { systemClock } from '@hooksmith/contracts'
import { HKS_ERR_FORGE_OPTIONS } from '../errors.js'
import type { KeySetOptions } from './key-set.js'

/** Source: https://developer.atlassian.com/platform/forge/remote/essentials/ ("The Forge Invocation Token"), read 2026-08. */
export const ATLASSIAN_KEY_SET_URL = 'https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json'

/** Options of {@link ForgeVerifier}. */
export interface ForgeVerifierOptions extends Partial<KeySetOptions> {
  /** Ids of the apps whose tokens are accepted: bare UUIDs or ARIs. At least one; there is no default. */
  readonly appIds: readonly string[]
  /**
   * Where the keys are. `https`, or `http` on a loopback host. Atlassian's staging has a key set of its own; nothing that
   * a token says chooses it. @defaultValue {@link ATLASSIAN_KEY_SET_URL}
   */
  readonly keySetUrl?: string
  /** Template with `{IC_LABEL}` for the key sets of Isolated Clouds, as Atlassian gave it. @defaultValue none: such tokens are refused */
  readonly isolatedKeySetUrl?: string
  /** How far `exp` and `nbf` may be missed, and our clock be off, in milliseconds. @defaultValue 5_000 */
  readonly leewayMs?: number
  /** @defaultValue systemClock */
  readonly clock?: Clock
}

export interface ResolvedVerifierOptions extends KeySetOptions {
  /** ARIs. */
  readonly appIds: readonly string[]
  readonly keySetUrl: string
  readonly isolatedKeySetUrl: string | undefined
  readonly leewayMs: number
  readonly clock: Clock
}

/** The default of every duration, in milliseconds; the meanings stand at the option types. */
export const VERIFIER_DEFAULTS = Object.freeze({
  leewayMs: 5_000,
  keySetTimeoutMs: 2_000,
  cooldownMs: 30_000,
  failureCooldownMs: 5_000,
  maxAgeMs: 600_000,
  maxStaleMs: 86_400_000
})

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const APP_PREFIX = 'ari:cloud:ecosystem::app/'

/** @throws `HKS_ERR_FORGE_OPTIONS` */
export function resolveVerifierOptions (options: ForgeVerifierOptions): ResolvedVerifierOptions {
  const mistakes = verifierMistakes(options)
  if (mistakes.length > 0) throw new HKS_ERR_FORGE_OPTIONS(mistakes.join('\n'))
  const { keySetTimeoutMs, cooldownMs, failureCooldownMs, maxAgeMs, maxStaleMs, leewayMs } = options
  return {
    appIds: options.appIds.map(appAriOf),
    keySetUrl: options.keySetUrl ?? ATLASSIAN_KEY_SET_URL,
    isolatedKeySetUrl: options.isolatedKeySetUrl,
    leewayMs: leewayMs ?? VERIFIER_DEFAULTS.leewayMs,
    clock: options.clock ?? systemClock,
    keySetTimeoutMs: keySetTimeoutMs ?? VERIFIER_DEFAULTS.keySetTimeoutMs,
    cooldownMs: cooldownMs ?? VERIFIER_DEFAULTS.cooldownMs,
    failureCooldownMs: failureCooldownMs ?? VERIFIER_DEFAULTS.failureCooldownMs,
    maxAgeMs: maxAgeMs ?? VERIFIER_DEFAULTS.maxAgeMs,
    maxStaleMs: maxStaleMs ?? VERIFIER_DEFAULTS.maxStaleMs,
    keySetDispatcher: options.keySetDispatcher
  }
}

/** One line per mistake: option, what it must be, what came. */
export function verifierMistakes (options: ForgeVerifierOptions): string[] {
  return [...appIdMistakes(options.appIds), ...urlMistakes(options), ...dispatcherMistakes(options), ...durationMistakes(options)]
}

function appIdMistakes (appIds: unknown): string[] {
  if (!Array.isArray(appIds) || appIds.length === 0) {
    return ["Option 'appIds' must be a list with at least one app id, as `app.id` in manifest.yml has it"]
  }
  return appIds.filter((id) => typeof id !== 'string' || !UUID.test(bareIdOf(id)))
    .map((id) => `Option 'appIds' must hold app ids (a UUID, or ${APP_PREFIX}<uuid>), received ${JSON.stringify(id)}`)
}

function urlMistakes ({ keySetUrl, isolatedKeySetUrl }: ForgeVerifierOptions): string[] {
  const mistakes: string[] = []
  if (keySetUrl !== undefined && !isTrustedUrl(keySetUrl)) {
    mistakes.push(`Option 'keySetUrl' must be an https URL, or http on a loopback host, received ${JSON.stringify(keySetUrl)}`)
  }
  if (isolatedKeySetUrl === undefined) return mistakes
  const isTemplate = typeof isolatedKeySetUrl === 'string' && isolatedKeySetUrl.includes('{IC_LABEL}')
  if (!isTemplate || !isTrustedUrl(isolatedKeySetUrl.replaceAll('{IC_LABEL}', 'label'))) {
    mistakes.push(`Option 'isolatedKeySetUrl' must be an https URL with {IC_LABEL} in it, received ${JSON.stringify(isolatedKeySetUrl)}`)
  }
  return mistakes
}

function dispatcherMistakes ({ keySetDispatcher }: { readonly keySetDispatcher?: unknown }): string[] {
  if (keySetDispatcher === undefined) return []
  const isDispatcher = typeof keySetDispatcher === 'object' && keySetDispatcher !== null &&
    'dispatch' in keySetDispatcher && typeof keySetDispatcher.dispatch === 'function'
  return isDispatcher ? [] : [`Option 'keySetDispatcher' must be a Dispatcher of undici, received ${keySetDispatcher === null ? 'null' : typeof keySetDispatcher}`]
}

function durationMistakes (options: ForgeVerifierOptions): string[] {
  return (Object.keys(VERIFIER_DEFAULTS) as Array<keyof typeof VERIFIER_DEFAULTS>).filter((name) => {
    const value = options[name]
    return value !== undefined && !(typeof value === 'number' && Number.isFinite(value) && value >= (name === 'keySetTimeoutMs' ? 1 : 0))
  }).map((name) => `Option '${name}' must be a number of milliseconds, received ${JSON.stringify(options[name])}`)
}

function bareIdOf (id: string): string {
  const lower = id.trim().toLowerCase()
  return lower.startsWith(APP_PREFIX) ? lower.slice(APP_PREFIX.length) : lower
}

function appAriOf (id: string): string {
  return APP_PREFIX + bareIdOf(id)
}

/** Keys decide who may bring events, so they come over TLS, or from this machine. */
export function isTrustedUrl (value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, hostname, username, password } = new URL(value)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

/** RFC 5735 §3, RFC 4291 §2.5.3, RFC 6761 §6.3. Names under `localhost` are left out: not every resolver keeps them at home. */
function isLoopback (hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
