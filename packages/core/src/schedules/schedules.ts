import { HKS_ERR_SCHEDULE_CLASH, HKS_ERR_SCHEDULE_OPTION } from './errors.js'
import { resolveSchedule, type ResolvedSchedule, type ScheduleOptions } from './options.js'
import { Schedule, type ScheduleParts } from './schedule.js'
import { scheduleType } from './slot-event.js'

/** The schedules of a router: each fires once a slot, in however many processes they run. */
export class Schedules {
  readonly #known = new Map<string, ResolvedSchedule>()
  readonly #names = new Set<string>()
  readonly #running: Schedule[] = []

  /** Adds one; returns what is wrong with it. */
  add (name: string, options: ScheduleOptions, hasStore: boolean): readonly Error[] {
    if (this.#names.has(name)) return [new HKS_ERR_SCHEDULE_CLASH(name)]
    this.#names.add(name)
    const resolved = resolveSchedule(name, options, hasStore)
    if (!('slots' in resolved)) return resolved.map((why) => new HKS_ERR_SCHEDULE_OPTION(String(name), why))
    this.#known.set(name, resolved)
    return []
  }

  /** The types of their events. */
  types (): readonly string[] {
    return [...this.#names].map(scheduleType)
  }

  /** Begins to fire. */
  start (parts: ScheduleParts): void {
    for (const resolved of this.#known.values()) {
      const schedule = new Schedule(resolved, parts)
      this.#running.push(schedule)
      schedule.start()
    }
  }

  /** A sentence for each schedule that cannot do its work now. */
  problems (): readonly string[] {
    return this.#running.map(({ problem }) => problem).filter((problem) => problem !== undefined)
  }

  /** Fires nothing more; resolves when what is under way has ended. Twice is fine. */
  async stop (): Promise<void> {
    await Promise.all(this.#running.map(async (schedule) => { await schedule.stop() }))
  }
}
