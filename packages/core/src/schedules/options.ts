import { isName, unknownMembers } from '../names.js'
import { readCron, type Slots } from './slots.js'

/** When a schedule fires, and what becomes of the slots that nobody was there for. */
export interface ScheduleOptions {
  /** Five fields (minute, hour, day, month, weekday), or six with seconds in front; `L`, `W`, `#`, names and `@daily` are understood. */
  readonly cron: string
  /** IANA name, for example `Europe/Berlin`. @defaultValue 'UTC' */
  readonly timeZone?: string
  /**
   * What becomes of slots that were missed by more than a minute because no process was up, or the queue was out of reach: `none` drops them,
   * `latest` fires the newest of them unless a younger slot is due as well, `all` fires each, oldest first. @defaultValue 'latest', without a Store 'none'
   */
  readonly catchUp?: 'none' | 'latest' | 'all'
  /** How many of the newest missed slots `all` fires, 1 to 1,000. @defaultValue 100 */
  readonly maxCatchUp?: number
  /** No slot before this instant, epoch milliseconds; one in the past makes the slots since then missed ones. @defaultValue the schedule's first start */
  readonly startAt?: number
}

/** {@link ScheduleOptions}, checked. */
export interface ResolvedSchedule {
  readonly name: string
  readonly slots: Slots
  /** Cron and zone in one text: another one is another schedule, which has missed nothing. */
  readonly pattern: string
  readonly catchUp: 'none' | 'latest' | 'all'
  readonly maxCatchUp: number
  readonly startAt: number | undefined
}

const NAMES = ['cron', 'timeZone', 'catchUp', 'maxCatchUp', 'startAt'] as const satisfies ReadonlyArray<keyof ScheduleOptions>
const DEFAULT_MAX_CATCH_UP = 100
const MOST_CATCH_UP = 1_000

/** Checks a schedule: resolved, or a sentence for each mistake. */
export function resolveSchedule (name: string, given: ScheduleOptions, hasStore: boolean): ResolvedSchedule | readonly string[] {
  if (!isName(name)) return ["the name is not valid: 1 to 80 letters, digits, '.', '_', '-'"]
  if (typeof given !== 'object' || given === null) return [`its options must be an object with 'cron', received ${typeof given}`]
  const { cron, timeZone = 'UTC', catchUp = hasStore ? 'latest' : 'none', maxCatchUp = DEFAULT_MAX_CATCH_UP, startAt } = given
  const slots = readCron(cron, timeZone)
  const problems = [...unknownMembers('', given, NAMES), ...typeof slots === 'string' ? [slots] : [], ...findMistakes(catchUp, maxCatchUp, startAt, hasStore)]
  if (problems.length > 0 || typeof slots === 'string') return problems
  return { name, slots, pattern: `${cron} ${timeZone}`, catchUp, maxCatchUp, startAt }
}

function findMistakes (catchUp: string, maxCatchUp: unknown, startAt: unknown, hasStore: boolean): string[] {
  return [
    ['none', 'latest', 'all'].includes(catchUp) ? undefined : `option 'catchUp' must be 'none', 'latest' or 'all', received ${String(catchUp)}`,
    catchUp === 'none' || hasStore ? undefined : `catchUp '${catchUp}' needs the router's option 'store': nobody else knows what was missed`,
    Number.isInteger(maxCatchUp) && Number(maxCatchUp) >= 1 && Number(maxCatchUp) <= MOST_CATCH_UP
      ? undefined
      : `option 'maxCatchUp' must be a whole number from 1 to ${MOST_CATCH_UP}`,
    startAt === undefined || Number.isFinite(startAt) ? undefined : "option 'startAt' must be an instant in epoch milliseconds"
  ].filter((problem) => problem !== undefined)
}
