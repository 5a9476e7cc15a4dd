import type { Ticket } from './agenda.js'

/** Jobs that were removed meanwhile are left in line and passed over; from this many on, what was passed is cut off. */
const COMPACT_AT = 64

/** One key of one handler and tenant: the job that holds it, and those behind it in order of storing. */
export class Lane<Job extends { readonly state: string }> {
  readonly id: string
  head: Job | undefined
  /** When the head has held the key for long enough. */
  ticket: Ticket | undefined
  #line: Job[] = []
  #passed = 0

  constructor (id: string) {
    this.id = id
  }

  push (job: Job): void {
    this.#line.push(job)
  }

  /** Takes the next job that is still held. */
  shift (): Job | undefined {
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
