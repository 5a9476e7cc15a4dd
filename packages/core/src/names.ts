import { closest, distance } from 'fastest-levenshtein'

const NAME = /^[\w.-]{1,80}$/

/** Whether a plugin or handler may be called so: 1 to 80 letters, digits, `.`, `_`, `-`. */
export function isName (name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name)
}

/** A sentence for each member that is none of `known`, with the nearest that is. @param prefix - Stands before each name. */
export function unknownMembers (prefix: string, given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((name) => !known.includes(name)).map((name) => `there is no option '${prefix}${name}'${hintFor(name, known, prefix)}`)
}

/** How a sentence about an unknown name goes on: the known one that it is near to or begins with, else all of them. */
export function hintFor (name: string, known: readonly string[], prefix = ''): string {
  if (known.length === 0) return ''
  const best = closest(name, known)
  const meant = distance(name, best) <= Math.max(2, name.length / 3) ? best : known.find((one) => name.startsWith(one))
  return meant === undefined ? `, there are: ${known.join(', ')}` : `, did you mean '${prefix}${meant}'?`
}
