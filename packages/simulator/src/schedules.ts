import type { Agenda } from './agenda.js'
import type { AddressOptions } from './dispatcher.js'
import type { EventContent } from './event-maker.js'
import { isLicensed } from './filter/withhold.js'
import type { Installation, Installations } from './installations.js'
import type { ResolvedSimulatorOptions } from './options.js'
import type { Randomness } from './randomness.js'
import type { Remotes, ScheduledTrigger, ScheduleInterval } from './remote.js'

/** What a scheduled trigger can be told. */
export interface TickOptions extends AddressOptions, Pick<EventContent, 'payload'> {
  /** The key of the `scheduledTrigger` module, which the body names. @defaultValue the endpoint's key */
  readonly triggerKey?: string
}

/** Fires one scheduled trigger of an installation. */
export type Tick = (installation: Installation, trigger: ScheduledTrigger) => Promise<unknown>

/** What schedules are made of. */
export interface ScheduleParts {
  readonly options: ResolvedSimulatorOptions
  readonly installations: Installations
  readonly remotes: Remotes
  readonly agenda: Agenda
  readonly random: Randomness
  readonly tick: Tick
}

export const INTERVAL_MS: Readonly<Record<ScheduleInterval, number>> = Object.freeze({
  fiveMinute: 300_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000
})

/** The first run comes so long after a deployment, in milliseconds (…/manifest-reference/modules/scheduled-trigger/, read 2026-08). */
const FIRST_RUN_MS = 300_000

/**
 * Fires scheduled triggers by the clock: the first time five minutes after the deployment or the installation, and an offset that each
 * installation keeps, spread over the interval. Deploying again restarts all of them.
 */
export class Schedules {
  readonly #parts: ScheduleParts
  #round = 0
  #isRunning = false
  #known = new Set<string>()

  constructor (parts: ScheduleParts) {
    this.#parts = parts
  }

  /** Starts the schedules of everything that is installed, and of what will be. */
  start (): void {
    this.#isRunning = true
    this.restart()
  }

  stop (): void {
    this.#isRunning = false
    this.#round++
  }

  /** As after a deployment. */
  restart (): void {
    this.#round++
    this.#known = new Set()
    this.include(...this.#parts.installations.all())
  }

  /** Starts the schedules of new installations. */
  include (...installations: readonly Installation[]): void {
    if (!this.#isRunning) return
    for (const installation of installations) {
      for (const trigger of this.#parts.remotes.for(installation)?.schedules ?? []) this.#begin(installation, trigger)
    }
  }

  #begin (installation: Installation, trigger: ScheduledTrigger): void {
    const name = `${installation.id}/${trigger.key}`
    if (this.#known.has(name)) return
    this.#known.add(name)
    const random = this.#parts.random.fork(name)
    const offsetMs = random.below(INTERVAL_MS[trigger.interval])
    this.#plan(installation.id, trigger, this.#parts.options.clock.now() + FIRST_RUN_MS + offsetMs, random)
  }

  #plan (installationId: string, trigger: ScheduledTrigger, at: number, random: Randomness): void {
    const round = this.#round
    this.#parts.agenda.plan(at, () => {
      const installation = this.#parts.installations.get(installationId)
      if (installation === undefined || round !== this.#round) return
      this.#plan(installationId, trigger, at + INTERVAL_MS[trigger.interval], random)
      this.#fire(installation, trigger)
      if (random.chance(this.#parts.options.switches.current.tickDuplicateChance)) this.#fire(installation, trigger)
    })
  }

  #fire (installation: Installation, trigger: ScheduledTrigger): void {
    const { options, tick } = this.#parts
    if (trigger.appIsLicensed === true && !isLicensed(installation, options.switches.current)) return
    // A tick that fails stands in the journal; one that cannot be sent at all was refused when the manifest was set.
    tick(installation, trigger).catch(() => {})
  }
}
