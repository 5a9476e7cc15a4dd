import { workerNote } from './keys.js'
import { entries, type Tables } from './tables.js'

/*
 * Every live consumer says in the file which handlers it has, so that others leave those jobs to it. A job whose handler
 * nobody has is put aside instead.
 */

/** How many leases such a word holds. */
const LEASES_ALIVE = 3

interface Worker { readonly until: number, readonly handlers: readonly string[] }

/** Says which handlers a consumer has. */
export function announceWorker (tables: Tables, consumer: string, handlers: ReadonlySet<string>, leaseMs: number, now: number): void {
  const worker: Worker = { until: now + LEASES_ALIVE * leaseMs, handlers: [...handlers] }
  tables.note(workerNote(consumer), JSON.stringify(worker))
}

export function dismissWorker (tables: Tables, consumer: string): void {
  tables.unnote(workerNote(consumer))
}

/** Forgets consumers that have not been heard of: those of killed processes. */
export function forgetWorkers (tables: Tables, now: number): void {
  servedHandlers(tables, now)
}

/** The handlers that live consumers have. Forgets consumers that have not been heard of. */
export function servedHandlers (tables: Tables, now: number): ReadonlySet<string> {
  const served = new Set<string>()
  for (const { key, value } of entries(tables.notes, ['worker'], ['worker~'])) {
    // Only announceWorker wrote it.
    const worker = JSON.parse(value) as Worker
    if (worker.until <= now) tables.unnote(key)
    else for (const handler of worker.handlers) served.add(handler)
  }
  return served
}
