import type { FastifyBaseLogger } from 'fastify'
import { Counters, type Observation, type Observer } from './observations.js'
import { placeIn } from './place.js'
import { describeError } from './redact.js'

/** Everybody who is told what happens, the counters first. */
export class Observers {
  readonly #counters = new Counters()
  readonly #list: Observer[] = [this.#counters.observe]
  readonly #log: FastifyBaseLogger

  constructor (log: FastifyBaseLogger) {
    this.#log = log
  }

  add (observer: Observer): void {
    this.#list.push(observer)
  }

  /** Exact counts since this was made. */
  counts (): Readonly<Record<string, number>> {
    return this.#counters.snapshot()
  }

  /** Never throws: what was seen has happened, and an observer's mistake must not turn a stored event into a refused one. */
  readonly tell = (seen: Observation): void => {
    for (const observer of this.#list) {
      try {
        observer(seen)
      } catch (error) {
        this.#log.error({ reason: describeError(error), ...placeIn(error) }, 'an observer failed')
      }
    }
  }
}
