import { isIP } from 'node:net'
import { isPrivateAddress } from './addresses.js'
import { HKS_ERR_FORWARD_URL } from './errors.js'

/**
 * Reads where events go.
 *
 * @param allowed - Hosts that may be private, and may be called over http.
 * @throws `HKS_ERR_FORWARD_URL` for what is no http(s) URL, has a user part, or is a private address that is not in `allowed`.
 */
export function readTarget (text: string, allowed: ReadonlySet<string>): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw new HKS_ERR_FORWARD_URL('must be an http or https URL')
  if (url.username !== '' || url.password !== '') throw new HKS_ERR_FORWARD_URL('must not hold a user or password')
  const host = hostOf(url)
  if (allowed.has(host)) return url
  if (url.protocol === 'http:') throw new HKS_ERR_FORWARD_URL("must be https; http goes only to hosts that 'allowPrivateHosts' names")
  if (isIP(host) === 0 || !isPrivateAddress(host)) return url
  throw new HKS_ERR_FORWARD_URL(`'${host}' is a private address; if it is meant, name it in 'allowPrivateHosts'`)
}

/** The host without port and without the brackets of an IPv6 address. */
export function hostOf ({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}
