import { Cron } from 'croner'

/** The instants at which a schedule fires, in epoch milliseconds. */
export interface Slots {
  /** The first slot after an instant; `undefined` when there is none any more. */
  next (after: number): number | undefined
  /** The newest slots up to and with `until` that come after `from`, ascending, at most `limit`. */
  newest (until: number, from: number, limit: number): readonly number[]
}

/**
 * Reads a cron pattern.
 *
 * Where clocks are put forward, a slot at one fixed time inside the gap moves to the gap's end, and slots of a list, range or step inside it are left
 * out. Where clocks are put back, a fixed time comes once, the first time, and the slots of a wildcard, list, range or step come in both passes.
 * (croner 11, which follows the Open Cron Pattern Specification 1.4, §4.3.)
 *
 * @returns The slots, or a sentence that says what is wrong.
 */
export function readCron (cron: unknown, timeZone: unknown): Slots | string {
  if (typeof cron !== 'string') return `option 'cron' must be a text such as '0 3 * * *', received ${typeof cron}`
  if (typeof timeZone !== 'string' || !isZone(timeZone)) return `there is no time zone '${String(timeZone)}': take an IANA name such as 'Europe/Berlin'`
  // croner takes a date for a pattern that fires once.
  if (/^\d{4}-/.test(cron)) return `the cron pattern '${cron}' is not valid: it is a date`
  try {
    const pattern = new Cron(cron, { timezone: timeZone, paused: true, mode: '5-or-6-parts' })
    return pattern.nextRun() === null ? `the cron pattern '${cron}' never comes` : new CronSlots(pattern)
  } catch (error) {
    return `the cron pattern '${cron}' is not valid: ${error instanceof Error ? error.message.replace(/^CronPattern: /, '') : 'no reason given'}`
  }
}

class CronSlots implements Slots {
  readonly #cron: Cron

  constructor (cron: Cron) {
    this.#cron = cron
  }

  next (after: number): number | undefined {
    // croner goes by whole seconds, and looks from the instant that it is given on, without that instant.
    return this.#cron.nextRun(new Date(after))?.getTime()
  }

  newest (until: number, from: number, limit: number): readonly number[] {
    const [last] = this.#cron.previousRuns(1, new Date(Math.floor(until / 1_000) * 1_000 + 1_000))
    if (last === undefined || last.getTime() <= from) return []
    const found = [last.getTime()]
    while (found.length < limit) {
      const [before] = this.#cron.previousRuns(1, new Date(found[0] ?? 0))
      if (before === undefined || before.getTime() <= from) break
      found.unshift(before.getTime())
    }
    return found
  }
}

function isZone (name: string): boolean {
  // Intl of newer releases of Node takes offsets as well, others do not.
  if (/^[+-]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    // RangeError: that is the answer.
    return false
  }
}
