import { findNearest } from '@hooksmith/core'

/** Which of `names` somebody probably meant: the nearest, or the one with the same letters in another order. Upper and lower case count as the same. */
export function nearestName (name: string, names: readonly string[]): string | undefined {
  const lower = names.map((one) => one.toLowerCase())
  const nearest = findNearest(name.toLowerCase(), lower) ?? lower.find((one) => lettersOf(one) === lettersOf(name.toLowerCase()))
  return nearest === undefined ? undefined : names[lower.indexOf(nearest)]
}

function lettersOf (name: string): string {
  return [...name].sort().join('')
}
