import type { DeadOutcome, JsonValue, LeasedJob, Outcome, RetryOutcome } from '@hooksmith/contracts'
import {
  HKS_ERR_HANDLER_FAILED, HKS_ERR_HANDLER_GAVE_UP, HKS_ERR_HANDLER_RETRY_DATA, HKS_ERR_JOB_CRASHED, HKS_ERR_JOB_TOO_OLD,
  HKS_ERR_JOB_WAIT_EXPIRED
} from './errors.js'
import type { Registration } from './handler-table.js'
import type { ResolvedRouterOptions } from './options.js'
import { describeError, redact } from './redact.js'
import { asResult, RESULT, resultOf, type RetryResult, type WaitResult } from './results.js'
import { retryDelayMs } from './retry-policy.js'

/** Largest `data` of a retry, in bytes of JSON: that of Forge's own `retryData` (Atlassian, "Product events", read 2026-08). */
export const MAX_RETRY_DATA_BYTES = 4_096

const DONE: Outcome = Object.freeze({ outcome: 'done' })

/** Decides how an attempt ends, from what its handler gave. Holds no state. */
export class Outcomes {
  readonly #options: ResolvedRouterOptions

  constructor (options: ResolvedRouterOptions) {
    this.#options = options
  }

  /** The outcome of a job that is not to be run at all, if it is one. */
  beforeAttempt (job: LeasedJob, handler: Registration): DeadOutcome | undefined {
    if (job.woke === 'deadline') {
      const waitedMs = this.#options.clock.now() - (job.waitingSince ?? job.storedAt)
      return deadBy(new HKS_ERR_JOB_WAIT_EXPIRED(job.waitingFor ?? 'the signal it waited for', waitedMs))
    }
    return job.crashes > 0 && job.attempt > handler.policy.retries + 1 ? deadBy(new HKS_ERR_JOB_CRASHED(job.crashes)) : undefined
  }

  /** From a handler that returned. */
  ofValue (job: LeasedJob, handler: Registration, value: unknown): Outcome {
    const result = asResult(value)
    return result === undefined ? DONE : this.#ofResult(job, handler, result)
  }

  /** From a handler that threw, or an attempt that ended by itself. */
  ofError (job: LeasedJob, handler: Registration, error: unknown): Outcome {
    const result = resultOf(error)
    return result === undefined ? this.#failed(job, handler, describeError(error)) : this.#ofResult(job, handler, result)
  }

  /** Not now: this process runs as many attempts of the handler as it may. Keeps what the last attempt left. */
  busy (job: LeasedJob): RetryOutcome {
    const at = this.#options.clock.now() + Math.round(BUSY_DELAY_MS * (0.5 + Math.random()))
    return { outcome: 'retry', at, counted: false, reason: job.retry?.reason ?? BUSY, ...job.retry?.data === undefined ? {} : { data: job.retry.data } }
  }

  #ofResult (job: LeasedJob, handler: Registration, result: Exclude<ReturnType<typeof asResult>, undefined>): Outcome {
    switch (result[RESULT]) {
      case 'wait': return this.#wait(job, result)
      case 'retry': return this.#retry(job, handler, result)
      case 'dead': return deadBy(new HKS_ERR_HANDLER_GAVE_UP(redact(result.reason)))
    }
  }

  #wait (job: LeasedJob, { signal, forMs }: WaitResult): Outcome {
    const now = this.#options.clock.now()
    const latest = (job.waitingSince ?? now) + this.#options.maxWaitMs
    if (now >= latest) return deadBy(new HKS_ERR_JOB_WAIT_EXPIRED(signal, this.#options.maxWaitMs))
    return { outcome: 'wait', signal, until: Math.min(latest, now + (forMs ?? this.#options.maxWaitMs)) }
  }

  #retry (job: LeasedJob, handler: Registration, result: RetryResult): Outcome {
    if (result.data !== undefined && !fits(result.data)) {
      return this.#failed(job, handler, describeError(new HKS_ERR_HANDLER_RETRY_DATA(MAX_RETRY_DATA_BYTES)))
    }
    const reason = redact(result.reason)
    if (result.counted) return this.#failed(job, handler, reason, result)
    const now = this.#options.clock.now()
    const ageMs = now - job.storedAt
    if (ageMs > this.#options.maxUncountedMs) return deadBy(new HKS_ERR_JOB_TOO_OLD(ageMs, reason))
    const at = now + (result.afterMs ?? retryDelayMs(handler.policy, job.attempt))
    return { outcome: 'retry', at, reason, counted: false, ...dataOf(result) }
  }

  #failed (job: LeasedJob, handler: Registration, reason: string, result?: RetryResult): Outcome {
    if (job.attempt > handler.policy.retries) return deadBy(new HKS_ERR_HANDLER_FAILED(job.attempt, reason))
    const at = this.#options.clock.now() + (result?.afterMs ?? retryDelayMs(handler.policy, job.attempt))
    return { outcome: 'retry', at, reason, counted: true, ...result === undefined ? {} : dataOf(result) }
  }
}

/** The reason that a busy handler leaves; no handler gets to see it. */
export const BUSY = 'the handler runs at its limit in this process'

/** Middle of the pause before a busy handler is tried again, in milliseconds. */
const BUSY_DELAY_MS = 250

function deadBy (error: Error & { readonly code: string }): DeadOutcome {
  return { outcome: 'dead', code: error.code, reason: error.message }
}

function dataOf (result: RetryResult): { data?: JsonValue } {
  return result.data === undefined ? {} : { data: result.data }
}

function fits (data: JsonValue): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(data)) <= MAX_RETRY_DATA_BYTES
  } catch {
    // Circular, or a BigInt: not JSON at all.
    return false
  }
}
