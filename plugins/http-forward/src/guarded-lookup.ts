import { lookup as lookupOfNode, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isPrivateAddress } from './addresses.js'
import { HKS_ERR_FORWARD_PRIVATE_HOST } from './errors.js'

/** Asks for every address of a host. */
export type Resolve = (hostname: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void

/**
 * What a socket resolves host names with. A host of which any address is private is refused, unless it is named in `allowed`.
 *
 * The addresses that are checked are those that the socket then connects to: there is no second resolution for anybody to answer otherwise.
 */
export function guardedLookup (allowed: ReadonlySet<string>, resolve: Resolve = resolveByNode): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses
      const isRefused = !allowed.has(hostname) && addresses.some(({ address }) => isPrivateAddress(address))
      if (error !== null || first === undefined || isRefused) {
        callback(error ?? new HKS_ERR_FORWARD_PRIVATE_HOST(hostname), '', 0)
      } else if (options.all === true) {
        callback(null, [...addresses])
      } else {
        callback(null, first.address, first.family)
      }
    })
  }
}

const resolveByNode: Resolve = (hostname, done) => {
  lookupOfNode(hostname, { all: true }, done)
}
