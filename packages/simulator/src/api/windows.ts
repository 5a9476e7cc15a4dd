/** Above so many names, those that have come to rest are forgotten. */
const MAX_NAMES = 10_000

/** Buckets of tokens by name: each holds as many as it gets in a second, and starts full. */
export class TokenBuckets {
  readonly #buckets = new Map<string, { left: number, at: number }>()

  /**
   * Takes one token.
   *
   * @param perSecond - What the bucket holds, and what it gets back in a second.
   * @returns How long until there is one, in milliseconds; 0 when one was taken.
   */
  take (name: string, perSecond: number, now: number): number {
    const { left, at } = this.#buckets.get(name) ?? { left: perSecond, at: now }
    const filled = Math.min(perSecond, left + (now - at) * perSecond / 1_000)
    if (filled < 1) return Math.ceil((1 - filled) * 1_000 / perSecond)
    this.#buckets.set(name, { left: filled - 1, at: now })
    if (this.#buckets.size > MAX_NAMES) this.#forget(now)
    return 0
  }

  /** A bucket that nobody took from for a second is full, as a new one is. */
  #forget (now: number): void {
    for (const [name, { at }] of this.#buckets) if (now - at >= 1_000) this.#buckets.delete(name)
  }
}

/** So much within a span. */
export interface WindowLimit { readonly most: number, readonly withinMs: number }

interface Spent { readonly at: number, readonly amount: number }

/** Amounts by name within windows that slide. */
export class SlidingWindows {
  readonly #spent = new Map<string, Spent[]>()
  #longestMs = 0

  /**
   * Spends an amount unless one of the windows has no room for it.
   *
   * @returns How long until there is room, in milliseconds; 0 when it was spent. More than a window ever holds is let through while the
   *   window is empty, since it would have to wait for ever otherwise.
   */
  spend (name: string, amount: number, limits: readonly WindowLimit[], now: number): number {
    this.#longestMs = Math.max(this.#longestMs, ...limits.map(({ withinMs }) => withinMs))
    const spent = (this.#spent.get(name) ?? []).filter(({ at }) => at > now - this.#longestMs)
    const waitMs = Math.max(0, ...limits.map((limit) => waitFor(spent, amount, limit, now)))
    if (waitMs === 0) spent.push({ at: now, amount })
    this.#spent.set(name, spent)
    if (this.#spent.size > MAX_NAMES) this.#forget(now)
    return waitMs
  }

  #forget (now: number): void {
    for (const [name, spent] of this.#spent) if ((spent.at(-1)?.at ?? 0) <= now - this.#longestMs) this.#spent.delete(name)
  }
}

function waitFor (spent: readonly Spent[], amount: number, { most, withinMs }: WindowLimit, now: number): number {
  const inside = spent.filter(({ at }) => at > now - withinMs)
  let total = inside.reduce((sum, one) => sum + one.amount, 0)
  if (total === 0 || total + amount <= most) return 0
  for (const one of inside) {
    total -= one.amount
    if (total === 0 || total + amount <= most) return one.at + withinMs - now
  }
  return withinMs
}
