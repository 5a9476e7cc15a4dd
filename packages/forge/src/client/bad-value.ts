import { HKS_ERR_FORGE_PATH } from '../errors.js'

/**
 * The error for a path that a value in it spoiled. It stays a mistake of the code's that made the path: a text does not say whether a caller sent it, and
 * one that equals a parameter of the request may come from elsewhere.
 */
export function badValue (expected: string): Error {
  return new HKS_ERR_FORGE_PATH(`${expected}; a value that a caller of an endpoint sent is refused with 400 by a schema in the endpoint's options: params, query or body`)
}
