import { closest, distance } from 'fastest-levenshtein'

/** How different a name may be, as a share of its length, to count as a slip of the pen. */
const MAX_SLIP = 0.4

/** Which of `names` somebody probably meant; `undefined` when none is near. */
export function findNearest (name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const nearest = closest(name, names)
  return distance(name, nearest) <= MAX_SLIP * name.length ? nearest : undefined
}
