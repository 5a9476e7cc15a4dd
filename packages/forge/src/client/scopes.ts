import { recordKey } from '@hooksmith/core'
import { parseTenant } from '../verifier/caller.js'
import type { LimitDetails } from './errors.js'

/** What a limit is of. */
export type ScopeKind = LimitDetails['scope']

/** Calls that share a limit. */
export interface Scope {
  readonly kind: ScopeKind
  /** Names it in the Store. */
  readonly key: string
}

/**
 * The scopes of one call, the widest first.
 *
 * - `app`: all calls of the app to one product, over all installations.
 * - `installation`: all calls of one installation to one product.
 * - `endpoint`: those with one method and one form of path.
 * - `issue`: the writes to one issue of Jira.
 *
 * Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/, read 2026-08.
 */
export function scopesOf (tenant: string, method: string, url: URL): readonly Scope[] {
  const { product, path } = addressOf(url)
  const issue = isRead(method) ? undefined : issueIn(path)
  return [
    scope('app', appOf(tenant), product),
    scope('installation', tenant, product),
    scope('endpoint', tenant, product, method, shapeOf(path)),
    ...issue === undefined ? [] : [scope('issue', tenant, product, issue)]
  ]
}

/** The 1,000 a minute at which an app may ask for users' tokens. */
export function impersonationScope (tenant: string): Scope {
  return scope('impersonation', appOf(tenant))
}

/** The app of a tenant; a tenant of another form stands for itself. */
export function appOf (tenant: string): string {
  return parseTenant(tenant)?.app ?? tenant
}

function scope (kind: ScopeKind, ...names: readonly string[]): Scope {
  return { kind, key: recordKey('forge-limit', kind, ...names) }
}

/** The product is read from the URL, so that one endpoint is one scope whichever function calls it. */
function addressOf ({ host, pathname }: URL): { readonly product: string, readonly path: string } {
  const [, product, path] = /^\/ex\/([^/]+)\/[^/]+(\/.*)$/.exec(pathname) ?? []
  if (product !== undefined && path !== undefined) return { product, path }
  if (pathname === '/graphql') return { product: 'graphql', path: pathname }
  return { product: pathname.startsWith('/forge/storage/') ? 'storage' : host, path: pathname }
}

function isRead (method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function issueIn (path: string): string | undefined {
  return /^\/rest\/api\/[^/]+\/issue\/([^/]+)/.exec(path)?.[1]
}

/** The path with a star for each segment that looks like the name of one thing: a digit, only capitals, encoded or long. */
function shapeOf (path: string): string {
  return path.split('/').map((part) => (/\d|^[A-Z_]{2,}$|%|.{30}/.test(part) ? '*' : part)).join('/')
}
