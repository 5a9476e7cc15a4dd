import { describeError } from './redact.js'

/** Whether a router can do its work, for a readiness probe. */
export interface RouterHealth {
  readonly isReady: boolean
  /** What is wrong, a sentence each. */
  readonly reasons: readonly string[]
  /**
   * What works, though not as it should, a sentence each: what queue and store cannot be relied on for, events that wait in the spool, schedules that
   * cannot go on. The process is ready all the same.
   */
  readonly warnings: readonly string[]
}

/** A sentence, or several, when something is wrong. */
export type HealthCheck = () => string | readonly string[] | undefined

/** Asks all checks; one that throws is itself what is wrong. */
export function ask (checks: readonly HealthCheck[]): string[] {
  return checks.flatMap((check) => {
    try {
      return check() ?? []
    } catch (error) {
      return `a check failed: ${describeError(error)}`
    }
  })
}
