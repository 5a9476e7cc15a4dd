import type { StoredJob } from './stored-job.js'

/** The jobs that wait, by what they wait for, in order of waiting. */
export class Waiters {
  readonly #bySignal = new Map<string, Set<StoredJob>>()

  of (signal: string): readonly StoredJob[] {
    return [...this.#bySignal.get(signal) ?? []]
  }

  add (job: StoredJob, signal: string): void {
    job.waitingFor = signal
    const jobs = this.#bySignal.get(signal)
    if (jobs === undefined) this.#bySignal.set(signal, new Set([job]))
    else jobs.add(job)
  }

  /** Does nothing for a job that does not wait. */
  remove (job: StoredJob): void {
    if (job.waitingFor === undefined) return
    const jobs = this.#bySignal.get(job.waitingFor)
    jobs?.delete(job)
    if (jobs?.size === 0) this.#bySignal.delete(job.waitingFor)
    job.waitingFor = undefined
  }
}
