import type { Capabilities } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'

/** What the drivers of a router cannot be relied on for: logged once when it comes up and when it is over, kept for readiness. */
export class DriverWarnings {
  readonly #log: FastifyBaseLogger
  readonly #byDriver = new Map<string, readonly string[]>()
  readonly #stops: Array<() => void> = []

  constructor (log: FastifyBaseLogger) {
    this.#log = log
  }

  /** All that hold now, each beginning with the name of its driver. */
  get all (): readonly string[] {
    return [...this.#byDriver].flatMap(([name, warnings]) => warnings.map((warning) => `${name}: ${warning}`))
  }

  /** @param name - What the driver is called in the sentences. */
  watch (name: string, driver: Capabilities): void {
    const stop = driver.watchWarnings?.((warnings) => { this.#take(name, [...warnings]) })
    if (stop !== undefined) this.#stops.push(stop)
  }

  /** Listens no longer. Twice is fine. */
  stop (): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  #take (name: string, warnings: readonly string[]): void {
    const before = this.#byDriver.get(name) ?? []
    this.#byDriver.set(name, warnings)
    for (const warning of warnings) if (!before.includes(warning)) this.#log.warn({ driver: name }, `${name}: ${warning}`)
    for (const warning of before) if (!warnings.includes(warning)) this.#log.info({ driver: name }, `${name}: no longer so: ${warning}`)
  }
}
