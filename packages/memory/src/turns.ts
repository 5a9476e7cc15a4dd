import { Heap } from './heap.js'
import type { StoredJob } from './stored-job.js'

/** What a consumer is to a handler: it has it, another live one has it, or nobody has. */
export type Claim = 'mine' | 'theirs' | 'nobody'

interface Tenant {
  readonly name: string
  readonly byHandler: Map<string, Heap<StoredJob>>
  previous: Tenant | undefined
  next: Tenant | undefined
}

const isBefore = (a: StoredJob, b: StoredJob): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order)

/**
 * The jobs that may start. Tenants stand in a line; the one whose turn it is gives one job, its earliest, and goes to the end.
 * A tenant joins at the end, so its first job starts after at most one of each tenant that stood there before.
 */
export class Turns {
  readonly #tenants = new Map<string, Tenant>()
  #first: Tenant | undefined
  #last: Tenant | undefined

  add (job: StoredJob): void {
    let tenant = this.#tenants.get(job.tenant)
    if (tenant === undefined) {
      tenant = { name: job.tenant, byHandler: new Map(), previous: undefined, next: undefined }
      this.#tenants.set(job.tenant, tenant)
      this.#join(tenant)
    }
    let jobs = tenant.byHandler.get(job.handler)
    if (jobs === undefined) tenant.byHandler.set(job.handler, jobs = new Heap(isBefore))
    jobs.add(job)
  }

  /** Takes out a job that stands here. */
  remove (job: StoredJob): void {
    const tenant = this.#tenants.get(job.tenant)
    const jobs = tenant?.byHandler.get(job.handler)
    if (tenant === undefined || jobs === undefined) return
    jobs.remove(job)
    if (jobs.size > 0) return
    tenant.byHandler.delete(job.handler)
    if (tenant.byHandler.size > 0) return
    this.#tenants.delete(tenant.name)
    this.#leave(tenant)
  }

  /**
   * Takes out the job whose turn it is among those that `claimOf` calls `mine`. Tenants that have none keep their place.
   * Jobs that nobody has the handler of are taken out on the way, and given to `park`.
   */
  next (claimOf: (handler: string) => Claim, park: (job: StoredJob) => void): StoredJob | undefined {
    for (let tenant = this.#first; tenant !== undefined; tenant = tenant.next) {
      const job = this.#earliest(tenant, claimOf, park)
      if (job === undefined) continue
      this.remove(job)
      if (tenant.byHandler.size > 0 && tenant !== this.#last) {
        this.#leave(tenant)
        this.#join(tenant)
      }
      return job
    }
    return undefined
  }

  /** When the earliest of all jobs here was due; absent when there is none. */
  oldestDueAt (): number | undefined {
    let oldest: number | undefined
    for (const { byHandler } of this.#tenants.values()) {
      for (const { first } of byHandler.values()) {
        if (first !== undefined && (oldest === undefined || first.dueAt < oldest)) oldest = first.dueAt
      }
    }
    return oldest
  }

  #earliest (tenant: Tenant, claimOf: (handler: string) => Claim, park: (job: StoredJob) => void): StoredJob | undefined {
    let earliest: StoredJob | undefined
    for (const [handler, jobs] of tenant.byHandler) {
      const claim = claimOf(handler)
      if (claim === 'mine' && jobs.first !== undefined && (earliest === undefined || isBefore(jobs.first, earliest))) earliest = jobs.first
      if (claim !== 'nobody') continue
      for (let job = jobs.first; job !== undefined; job = jobs.first) {
        this.remove(job)
        park(job)
      }
    }
    return earliest
  }

  #join (tenant: Tenant): void {
    tenant.previous = this.#last
    tenant.next = undefined
    if (this.#last === undefined) this.#first = tenant
    else this.#last.next = tenant
    this.#last = tenant
  }

  /** Leaves `next` of the tenant as it was, so that whoever walks the line can go on from it. */
  #leave (tenant: Tenant): void {
    if (tenant.previous === undefined) this.#first = tenant.next
    else tenant.previous.next = tenant.next
    if (tenant.next === undefined) this.#last = tenant.previous
    else tenant.next.previous = tenant.previous
  }
}
