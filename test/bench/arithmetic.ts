/** `at least`: the ratio has to reach the number; `at most`: it must not pass it. */
export type Goal = readonly ['at least' | 'at most', number]

/** What one row came to. */
export interface Figure {
  readonly what: string
  readonly goal: string
  /** Median over the rounds. */
  readonly ratio: number
  /** The least and the greatest. */
  readonly spread: readonly [number, number]
  readonly rounds: number
  readonly isMet: boolean
  /** What the ratio was made of, for a person. */
  readonly detail: string
}

/** The middle value, the upper one of two; NaN of nothing. */
export function median (values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which the share `q` (0 to 1) of the values lies; NaN of nothing. */
export function quantile (values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * q), sorted.length - 1)] ?? NaN
}

/** The figure of a row, by its ratios. Without a ratio that is a number, nothing was met. */
export function figureOf (what: string, [kind, number]: Goal, ratios: readonly number[], detail: string): Figure {
  const ratio = median(ratios)
  return {
    what,
    goal: `${kind} ${number}`,
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    rounds: ratios.length,
    isMet: kind === 'at least' ? ratio >= number : ratio <= number,
    detail
  }
}

/** A median of fewer says nothing. */
const LEAST_ROUNDS = 3

/** What one round of both sides came to. */
export interface Pair<T> { readonly ours: T, readonly peer: T }

/**
 * Measures ours and the peer `rounds` times, one after the other; who goes first changes, so that a machine that slows down harms both alike.
 *
 * @param hasTime - Asked before each round but the first three; `false` ends it.
 */
export async function inTurns<T> (
  rounds: number, ours: () => Promise<T>, peer: () => Promise<T>, hasTime = (): boolean => true): Promise<Array<Pair<T>>> {
  const pairs: Array<Pair<T>> = []
  for (let at = 0; at < rounds && (at < LEAST_ROUNDS || hasTime()); at++) {
    if (at % 2 === 0) {
      const first = await ours()
      pairs.push({ ours: first, peer: await peer() })
    } else {
      const first = await peer()
      pairs.push({ ours: await ours(), peer: first })
    }
  }
  return pairs
}
