import { HKS_ERR_FORGE_PATH } from '@hooksmith/forge'
import { HKS_ERR_FORGE_FUNCTIONS_ROUTE } from '../errors.js'

/** What `route` makes: a path that was written on purpose. */
export class Route {
  readonly #value: string

  constructor (value: string) {
    this.#value = value
    Object.freeze(this)
  }

  get value (): string {
    return this.#value
  }
}

/** What a value in a path must not have, in clear or encoded: it would lead to another endpoint. */
const CLIMBING = /\.\.|[/\\?#]|%2e|%2f|%5c/i

/**
 * A path from a template, by the rules of `@forge/api`: up to the first `?` or `#` a value must not leave its segment, and keeps what is encoded in it;
 * behind it a value is encoded.
 *
 * @throws `HKS_ERR_FORGE_PATH` for a value that leaves its segment, or that UTF-8 cannot write.
 */
export function route (texts: TemplateStringsArray, ...values: readonly unknown[]): Route {
  return new Route(texts.reduce((path, text, index) => path + encode(values[index - 1], /[?#]/.test(path)) + text))
}

/** A path that the code vouches for; where it leads is checked when the call is made, all the same. */
export function assumeTrustedRoute (path: string): Route {
  return new Route(path)
}

/** @throws `HKS_ERR_FORGE_FUNCTIONS_ROUTE` for anything that {@link route} did not make. */
export function requirePath (given: unknown): string {
  if (given instanceof Route) return given.value
  throw new HKS_ERR_FORGE_FUNCTIONS_ROUTE(given === null ? 'null' : typeof given)
}

function encode (value: unknown, isInQuery: boolean): string {
  if (value instanceof Route) return isInQuery ? encodeURIComponent(value.value) : value.value
  if (value instanceof URLSearchParams && isInQuery) return value.toString()
  const text = String(value)
  if (!isInQuery && CLIMBING.test(text)) throw new HKS_ERR_FORGE_PATH("free of values with '..', '/', '\\', '?' or '#'")
  try {
    // `@forge/api` leaves a path's values as they are, so what is encoded already must not be encoded again.
    return isInQuery ? encodeURIComponent(text) : encodeURI(text).replaceAll(/%25([\da-f]{2})/gi, '%$1')
  } catch {
    // A half surrogate pair: the only thing that both refuse (ECMA-262, "Encode").
    throw new HKS_ERR_FORGE_PATH('free of half surrogate pairs')
  }
}
