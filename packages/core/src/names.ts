import { closest, distance } from 'fastest-levenshtein'

const NAME = /^[\w.-]{1,80}$/

/** Whether a plugin or handler may be called so: 1 to 80 letters, digits, `.`, `_`, `-`. */
export function isName (name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name)
}

/** A sentence for each member that is none of `known`, with the nearest that is. @param prefix - Stands before each name. */
export function unknownMembers (prefix: string, given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((name) => !known.includes(name)).map((name) => {
    const best = closest(name, known)
    const hint = distance(name, best) <= Math.max(2, name.length / 3) ? `did you mean '${prefix}${best}'?` : `there are: ${known.join(', ')}`
    return `there is no option '${prefix}${name}', ${hint}`
  })
}
