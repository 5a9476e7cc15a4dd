import type { Clock, Store } from '@hooksmith/contracts'
import { LRUCache } from 'lru-cache'
import type { Scope } from './scopes.js'

/** A scope of which no call may be made. */
export interface ClosedGate {
  readonly scope: Scope
  /** Epoch milliseconds. */
  readonly until: number
  /** Why, as Atlassian named it. */
  readonly reason: string
}

export interface GatesOptions {
  readonly store: Store
  readonly clock: Clock
  /** How far apart those that were turned away come back, in milliseconds; narrow scopes have a greater distance of their own. */
  readonly spacingMs: number
}

const MAX_REMEMBERED = 10_000
/** Clocks of machines and of the store's server differ; a gate is read by the caller's own. */
const KEEP_MS = 60_000
/** Those that come back later than this start from the front again. */
const MAX_SPREAD_MS = 600_000

/** At least this far apart, in milliseconds: 100 writes to an issue in 30 s, 1,000 tokens of users in a minute. */
const LEAST_SPACING_MS: Readonly<Partial<Record<Scope['kind'], number>>> = { issue: 300, impersonation: 60 }

/**
 * Which scopes are limited, shared between all processes on one {@link Store}.
 *
 * Once {@link Gates.close} has resolved, no {@link Gates.find} of any process that begins later misses the gate. What this process knows to be
 * closed costs no read; else each scope of a call costs one, all at the same time, and nothing is assumed to be open because it was. So
 * what can still go out after a limit was met are calls that had passed the gate before the answer was here.
 */
export class Gates {
  readonly #options: GatesOptions
  readonly #known = new LRUCache<string, ClosedGate>({ max: MAX_REMEMBERED })

  constructor (options: GatesOptions) {
    this.#options = options
  }

  /** The gate among `scopes` that is closed for longest. Rejects as the Store does: what cannot be asked about is not called. */
  async find (scopes: readonly Scope[]): Promise<ClosedGate | undefined> {
    const known = this.#longest(scopes)
    if (known !== undefined) return known
    await Promise.all(scopes.map(async (scope) => {
      const record = await this.#options.store.get(scope.key)
      if (record?.rank !== undefined) this.#remember({ scope, until: record.rank, reason: Buffer.from(record.value).toString() })
    }))
    // Not what was read just now: another call of this process may have met a limit meanwhile.
    return this.#longest(scopes)
  }

  /** Lets no call of `scope` out before `until`, in any process; never opens a gate that is closed for longer. Rejects as the Store does. */
  async close (gate: ClosedGate): Promise<void> {
    this.#remember(gate)
    const { scope: { key }, until, reason } = gate
    await this.#options.store.put(key, Buffer.from(reason), { when: 'newer', rank: until, expiresAt: until + KEEP_MS })
  }

  /**
   * When somebody whom a gate turned away should come back, in epoch milliseconds: after it has opened, each in all processes at a time of
   * their own, so that a thousand do not meet the same limit again.
   */
  async returnAt ({ scope, until }: ClosedGate): Promise<number> {
    const { store, spacingMs } = this.#options
    const spacing = Math.max(spacingMs, LEAST_SPACING_MS[scope.kind] ?? 0)
    const turn = await store.add(`${scope.key}/${until}`, 1, { expiresAt: until + KEEP_MS })
    return until + ((turn - 1) * spacing) % MAX_SPREAD_MS + Math.ceil(Math.random() * spacing)
  }

  #remember (gate: ClosedGate): void {
    const known = this.#known.get(gate.scope.key)
    if (known === undefined || known.until < gate.until) this.#known.set(gate.scope.key, gate)
  }

  #longest (scopes: readonly Scope[]): ClosedGate | undefined {
    const now = this.#options.clock.now()
    let longest: ClosedGate | undefined
    for (const { key } of scopes) {
      const gate = this.#known.get(key)
      if (gate !== undefined && gate.until > now && gate.until > (longest?.until ?? 0)) longest = gate
    }
    return longest
  }
}
