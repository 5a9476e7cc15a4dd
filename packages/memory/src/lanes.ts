import type { Ticket } from './agenda.js'
import type { StoredJob } from './stored-job.js'

/** Jobs that may have been removed meanwhile are left in line and passed over; this many are cut off at a time. */
const COMPACT_AT = 64

/** One key of one handler and tenant: the job that holds it, and those behind it in order of storing. */
export class Lane {
  readonly id: string
  head: StoredJob | undefined
  /** When the head has held the key for long enough. */
  ticket: Ticket | undefined
  #line: StoredJob[] = []
  #passed = 0

  constructor (id: string) {
    this.id = id
  }

  push (job: StoredJob): void {
    this.#line.push(job)
  }

  /** Takes the next job that is still held. */
  shift (): StoredJob | undefined {
    for (;;) {
      const job = this.#line[this.#passed]
      if (job === undefined) return undefined
      if (++this.#passed >= COMPACT_AT && this.#passed * 2 > this.#line.length) {
        this.#line = this.#line.slice(this.#passed)
        this.#passed = 0
      }
      if (job.state === 'held') return job
    }
  }
}

/** One to one, whatever the parts hold: each but the last is preceded by its length. */
export function laneIdOf (handler: string, tenant: string, key: string): string {
  return `${handler.length}:${handler}${tenant.length}:${tenant}${key}`
}
