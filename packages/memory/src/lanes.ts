import type { Agenda } from './agenda.js'
import { Lane } from './lane.js'
import type { StoredJob } from './stored-job.js'

/** Who holds which key. */
export class Lanes {
  readonly #lanes = new Map<string, Lane<StoredJob>>()
  readonly #agenda: Agenda
  readonly #start: (job: StoredJob, now: number) => void

  /** @param start - Is given each job that gets its key after it was held. */
  constructor (agenda: Agenda, start: (job: StoredJob, now: number) => void) {
    this.#agenda = agenda
    this.#start = start
  }

  /** Whether the job may go on: it has no key, or has got it. Else it stands in line now. */
  enter (job: StoredJob, now: number): boolean {
    if (job.key === undefined) return true
    const id = laneIdOf(job.handler, job.tenant, job.key)
    let lane = this.#lanes.get(id)
    if (lane === undefined) this.#lanes.set(id, lane = new Lane(id))
    if (lane.head === undefined) this.#lead(lane, job, now)
    else lane.push(job)
    return lane.head === job
  }

  /** The job lets its key go, if it holds one; the next in line gets it. */
  leave (job: StoredJob, now: number): void {
    const { lane } = job
    if (lane === undefined) return
    job.lane = undefined
    lane.head = undefined
    if (lane.ticket !== undefined) this.#agenda.cancel(lane.ticket)
    lane.ticket = undefined
    const next = lane.shift()
    if (next === undefined) { this.#lanes.delete(lane.id); return }
    this.#lead(lane, next, now)
    this.#start(next, now)
  }

  #lead (lane: Lane<StoredJob>, job: StoredJob, now: number): void {
    lane.head = job
    job.lane = lane
    lane.ticket = this.#agenda.add(now + job.maxKeyHoldMs, (at) => {
      lane.ticket = undefined
      this.leave(job, at)
    })
  }
}

/** One to one, whatever the parts hold: each but the last is preceded by its length. */
function laneIdOf (handler: string, tenant: string, key: string): string {
  return `${handler.length}:${handler}${tenant.length}:${tenant}${key}`
}
