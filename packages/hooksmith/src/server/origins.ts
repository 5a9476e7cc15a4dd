import type { Router } from '@hooksmith/core'
import type { Part } from './parts.js'

/** A receiver of the router, and the part of the config that added it. */
export interface AddedReceiver {
  readonly name: string
  readonly methods: readonly string[]
  readonly path: string
  readonly part: Part
}

/** What came of registering one part. */
export interface Registered {
  readonly receivers: readonly AddedReceiver[]
  /** Whether it reported mistakes to the router. */
  readonly hasMistakes: boolean
}

/** Knows which part of a config is behind what a router was told: the receivers, and the mistakes that were reported while the part was registered. */
export class Origins {
  readonly #router: Router
  readonly #mistakes = new Map<Error, Part>()
  readonly #receivers: AddedReceiver[] = []

  /** @param router - One that no part was registered with yet. */
  constructor (router: Router) {
    this.#router = router
  }

  /** Every receiver, in order of registration. */
  get receivers (): readonly AddedReceiver[] {
    return this.#receivers
  }

  /** The part that reported a mistake; `undefined` for what the router found by itself. */
  partBehind (mistake: unknown): Part | undefined {
    return mistake instanceof Error ? this.#mistakes.get(mistake) : undefined
  }

  /** Registers one part by `work`, and rejects as that does. */
  async during (part: Part, work: () => PromiseLike<unknown>): Promise<Registered> {
    const router = this.#router
    const [before, reported] = [this.#receivers.length, router.problems().length]
    try {
      await work()
    } finally {
      for (const mistake of router.problems().slice(reported)) this.#mistakes.set(mistake, part)
      this.#receivers.push(...router.receivers().slice(before).map((receiver) => ({ ...receiver, part })))
    }
    return { receivers: this.#receivers.slice(before), hasMistakes: router.problems().length > reported }
  }
}
