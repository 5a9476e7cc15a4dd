import { HKS_ERR_FORGE_HOST, HKS_ERR_FORGE_PATH } from '../errors.js'
import { badValue } from './bad-value.js'

/** Characters that a URL parser drops or turns into a slash (WHATWG URL, "URL parsing"). */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const TREACHEROUS = /[\\\u0000-\u0020\u007f]/
/** Encoded dots and slashes: a proxy may decode them after we looked. */
const ENCODED = /%(?:2e|2f|5c)/i
/** The base of a site's product API, with what tells the site. */
const SITE_BASE = /\/ex\/([a-z-]+)\/([\w-]+)\/?$/

const ATLASSIAN_ORIGIN = 'https://api.atlassian.com'
const BITBUCKET_BASE = 'https://api.bitbucket.org'

/** Products whose APIs an installation can call. */
export type Product = 'confluence' | 'jira' | 'bitbucket'

/** Below what a path is meant: the installation's own base, one product's, or the platform's, which is no product's. */
export type Target = Product | 'own' | 'platform'

/** The site of an installation's API base: `undefined` for a base of another form. */
export function siteOf (apiBaseUrl: string): { readonly product: string, readonly cloudId: string } | undefined {
  const [, product, cloudId] = SITE_BASE.exec(apiBaseUrl) ?? []
  return product === undefined || cloudId === undefined ? undefined : { product, cloudId }
}

/**
 * The base URL of a target, from the base that a verified token named.
 *
 * An installation can cover several products of a site; the bases of Jira and Confluence differ in the product only. Bitbucket has a host of
 * its own, and so has the platform (storage, GraphQL), which is reached through the origin of the site's base
 * (https://developer.atlassian.com/platform/forge/remote/calling-product-apis/, …/remote/accessing-storage/, read 2026-08). A base of any other form
 * stays as it is for products of a site.
 */
export function baseOf (apiBaseUrl: string, target: Target): string {
  const site = siteOf(apiBaseUrl)
  switch (target) {
    case 'own': return apiBaseUrl
    case 'platform': return site === undefined || site.product === 'bitbucket' ? platformOf(apiBaseUrl) : originOf(apiBaseUrl)
    case 'bitbucket': return site === undefined || site.product === 'bitbucket' ? apiBaseUrl : BITBUCKET_BASE
    case 'jira': case 'confluence': return apiBaseUrl.replace(/\/ex\/(?:confluence|jira)\/([\w-]+)\/?$/, `/ex/${target}/$1`)
  }
}

/** A stand-in for Atlassian, as a simulator is, has all of it at one origin. */
function platformOf (apiBaseUrl: string): string {
  const origin = originOf(apiBaseUrl)
  return origin === BITBUCKET_BASE ? ATLASSIAN_ORIGIN : origin
}

function originOf (apiBaseUrl: string): string {
  return URL.canParse(apiBaseUrl) ? new URL(apiBaseUrl).origin : apiBaseUrl
}

/**
 * The URL of one API call.
 *
 * Guarantees that it lies under `baseUrl`, and that the host of that is one of `hosts`, exactly: a token is never sent anywhere else,
 * whatever the path says.
 *
 * @param baseUrl - As a verified token named it.
 * @param hosts - `host` or `host:port`, lower case.
 * @throws `HKS_ERR_FORGE_PATH`, `HKS_ERR_FORGE_HOST`
 */
export function apiUrl (baseUrl: string, path: string, hosts: readonly string[]): URL {
  assertPath(path)
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (base === undefined || !isAllowed(base, hosts)) throw new HKS_ERR_FORGE_HOST(base?.host ?? 'no URL')
  const url = new URL(base.origin + trimmed(base.pathname) + path)
  if (url.origin !== base.origin) throw new HKS_ERR_FORGE_HOST(url.host)
  return url
}

/** Whether `url` lies under the base: same origin, and no other site's path. */
export function liesUnder (baseUrl: string, url: URL): boolean {
  const base = new URL(baseUrl)
  if (url.origin !== base.origin || url.username !== '' || url.password !== '' || ENCODED.test(url.pathname)) return false
  return url.pathname.startsWith(`${trimmed(base.pathname)}/`)
}

function trimmed (pathname: string): string {
  return pathname.replace(/\/+$/, '')
}

function assertPath (path: unknown): asserts path is string {
  if (typeof path !== 'string' || !path.startsWith('/')) throw new HKS_ERR_FORGE_PATH("a string that starts with '/'")
  if (TREACHEROUS.test(path)) throw new HKS_ERR_FORGE_PATH('free of backslashes, spaces and control characters: use route`…`')
  const [pathname = ''] = path.split(/[?#]/, 1)
  if (pathname.includes('//')) throw badValue("free of '//'")
  if (ENCODED.test(pathname)) throw badValue('free of encoded dots and slashes')
  if (pathname.split('/').some((segment) => segment === '.' || segment === '..')) throw badValue("free of '.' and '..' as segments")
}

function isAllowed (base: URL, hosts: readonly string[]): boolean {
  if (base.username !== '' || base.password !== '' || !hosts.includes(base.host)) return false
  return base.protocol === 'https:' || (base.protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(base.hostname))
}
