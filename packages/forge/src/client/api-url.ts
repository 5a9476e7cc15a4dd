import { HKS_ERR_FORGE_HOST, HKS_ERR_FORGE_PATH } from '../errors.js'

/** Characters that a URL parser drops or turns into a slash (WHATWG URL, "URL parsing"). */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const TREACHEROUS = /[\\\u0000-\u0020\u007f]/
/** Encoded dots and slashes: a proxy may decode them after we looked. */
const ENCODED = /%(?:2e|2f|5c)/i

/** Products whose APIs lie under `/ex/<product>/<cloud id>`. */
export type Product = 'confluence' | 'jira'

/**
 * The base of one product's API. An installation can cover several products of a site; their bases differ in the product only
 * (https://developer.atlassian.com/platform/forge/remote/calling-product-apis/, read 2026-08). A base of any other form stays as it is.
 */
export function baseOf (apiBaseUrl: string, product: Product | undefined): string {
  return product === undefined ? apiBaseUrl : apiBaseUrl.replace(/\/ex\/(?:confluence|jira)\/([\w-]+)\/?$/, `/ex/${product}/$1`)
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
  const url = new URL(base.origin + base.pathname.replace(/\/+$/, '') + path)
  if (url.origin !== base.origin) throw new HKS_ERR_FORGE_HOST(url.host)
  return url
}

function assertPath (path: unknown): asserts path is string {
  if (typeof path !== 'string' || !path.startsWith('/')) throw new HKS_ERR_FORGE_PATH("a string that starts with '/'")
  if (TREACHEROUS.test(path)) throw new HKS_ERR_FORGE_PATH('free of backslashes, spaces and control characters: use encodeURIComponent')
  const [pathname = ''] = path.split(/[?#]/, 1)
  if (pathname.includes('//')) throw new HKS_ERR_FORGE_PATH("free of '//'")
  if (ENCODED.test(pathname)) throw new HKS_ERR_FORGE_PATH('free of encoded dots and slashes')
  if (pathname.split('/').some((segment) => segment === '.' || segment === '..')) throw new HKS_ERR_FORGE_PATH("free of '.' and '..' as segments")
}

function isAllowed (base: URL, hosts: readonly string[]): boolean {
  if (base.username !== '' || base.password !== '' || !hosts.includes(base.host)) return false
  return base.protocol === 'https:' || (base.protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(base.hostname))
}
