import {
  HKS_ERR_OPTION_INVALID, type JobPage, type JobSelector, type JobState, type JobSummary, type ListOptions
} from '@hooksmith/contracts'
import type { Connection } from './connection.js'
import { listOf, viewOf } from './job-codec.js'
import { PROMOTE, VIEW } from './scripts.js'

/** Where each state's jobs stand. `delayed` holds the waiting ones as well, which a page leaves out. */
const SETS = { ready: 'prioritized', delayed: 'delayed', held: 'waiting-children', waiting: 'parked', dead: 'failed' } as const

interface Ids { readonly ids: string[], readonly next?: string }

interface Cursor { readonly score: string, readonly id: string }

/** Reads pages of the jobs of one state. */
export class Listing {
  readonly #connection: Connection
  readonly #keyBase: string

  constructor (connection: Connection, keyBase: string) {
    this.#connection = connection
    this.#keyBase = keyBase
  }

  /** One page of {@link Queue.list}. @throws `HKS_ERR_OPTION_INVALID` for a limit outside of 1 to 1,000. */
  async page ({ state, handler, tenant, after, limit = 100 }: ListOptions): Promise<JobPage> {
    assertLimit(limit)
    if (after === undefined) while (await this.#connection.run(PROMOTE, []) === 1);
    const found = state === 'running' ? await this.#running(after, limit) : await this.#stored(state, after, limit)
    const isMeant = (job: JobSummary): boolean =>
      (handler ?? job.handler) === job.handler && (tenant ?? job.tenant) === job.tenant
    const jobs = (await this.#view(found.ids, state)).filter(isMeant)
    return { jobs, ...found.next !== undefined && { next: found.next } }
  }

  /** The ids that a selector means, page by page. */
  async * select (selector: JobSelector): AsyncGenerator<readonly string[]> {
    if ('ids' in selector) {
      if (selector.ids.length > 0) yield selector.ids
      return
    }
    let after: string | undefined
    do {
      const page = await this.page({ ...selector, limit: 500, ...after !== undefined && { after } })
      // Read on before the caller moves what was read.
      after = page.next
      if (page.jobs.length > 0) yield page.jobs.map(({ id }) => id)
    } while (after !== undefined)
  }

  async #running (after: string | undefined, limit: number): Promise<Ids> {
    const from = Number(after ?? 0)
    const ids = await this.#connection.call((client) => client.lrange(`${this.#keyBase}active`, from, from + limit - 1))
    return ids.length < limit ? { ids } : { ids, next: String(from + limit) }
  }

  async #stored (state: Exclude<JobState, 'running'>, after: string | undefined, limit: number): Promise<Ids> {
    const start = after === undefined ? undefined : cursorOf(after)
    const found: Cursor[] = []
    for (let offset = 0; found.length < limit;) {
      const rows = await this.#rows(SETS[state], start?.score ?? '-inf', offset, limit)
      if (rows.length === 0) break
      offset += rows.length
      found.push(...rows.filter((row) => isBehind(row, start)).slice(0, limit - found.length))
    }
    const last = found.at(-1)
    const ids = found.map(({ id }) => id)
    return last === undefined || found.length < limit ? { ids } : { ids, next: `${last.score} ${last.id}` }
  }

  async #rows (set: string, from: string, offset: number, limit: number): Promise<Cursor[]> {
    const key = `${this.#keyBase}${set}`
    const flat = await this.#connection.call((client) => client.zrangebyscore(
      key, from, '+inf', 'WITHSCORES', 'LIMIT', offset, limit
    ))
    const rows: Cursor[] = []
    for (let i = 0; i + 1 < flat.length; i += 2) rows.push({ id: flat[i] ?? '', score: flat[i + 1] ?? '' })
    return rows
  }

  async #view (ids: readonly string[], state: JobState): Promise<JobSummary[]> {
    if (ids.length === 0) return []
    const rows = listOf(await this.#connection.run(VIEW, [...ids]))
    const jobs: JobSummary[] = []
    rows.forEach((row, i) => {
      if (row === null) return
      const job = viewOf(ids[i] ?? '', row, state)
      if (state !== 'delayed' || !listOf(row)[WAITING]) jobs.push(job)
    })
    return jobs
  }
}

/** Place of `wf`, which only waiting jobs have, in a row of VIEW. */
const WAITING = 11

/** Members of one score stand in the order of their ids' bytes. */
function isBehind (row: Cursor, start: Cursor | undefined): boolean {
  return start === undefined || row.score !== start.score || Buffer.compare(Buffer.from(row.id), Buffer.from(start.id)) > 0
}

function assertLimit (limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return
  throw new HKS_ERR_OPTION_INVALID('limit', 'a whole number from 1 to 1,000', String(limit))
}

function cursorOf (after: string): Cursor {
  const space = after.indexOf(' ')
  return { score: after.slice(0, space), id: after.slice(space + 1) }
}
