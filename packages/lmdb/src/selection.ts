import { HKS_ERR_QUEUE_JOB_RUNNING, type JobSelector } from '@hooksmith/contracts'
import { erase } from './endings.js'
import { deadKey } from './keys.js'
import { join, laneOf } from './lanes.js'
import { matches, pageOf, type Page, type Position } from './inspection.js'
import { enter, load, seqOf, withdraw } from './places.js'
import type { Mark } from './records.js'
import type { Tables } from './tables.js'
import { stateOf } from './views.js'

/** How many jobs one transaction retries or removes, so that live jobs go on meanwhile. */
export const SELECTION_BATCH = 200

const PAGE = 1_000

/** Some of the jobs that a selector means, by their numbers. */
export function selectedPage (tables: Tables, selector: JobSelector, after: Position | undefined, now: number): Page {
  if ('ids' in selector) {
    return { seqs: selector.ids.map((id) => seqOf(tables, id)).filter((seq) => seq !== undefined), next: undefined }
  }
  const page = pageOf(tables, selector.state, selector.tenant, after, PAGE, now)
  if (selector.handler === undefined && selector.tenant === undefined) return page
  const isMeant = (seq: number): boolean => {
    const stored = load(tables, seq)
    return stored !== undefined && matches(stored.facts, selector)
  }
  return { seqs: page.seqs.filter(isMeant), next: page.next }
}

/** @throws `HKS_ERR_QUEUE_JOB_RUNNING` when one of the ids is running. */
export function assertNoneRuns (tables: Tables, selector: JobSelector): void {
  if (!('ids' in selector)) return
  for (const id of selector.ids) {
    const seq = seqOf(tables, id)
    if (seq !== undefined && tables.mark(seq)?.state === 'running') throw new HKS_ERR_QUEUE_JOB_RUNNING(id)
  }
}

/** Makes one dead letter due again, as a new job. @returns Whether it was one. */
export function retryDead (tables: Tables, seq: number, now: number): boolean {
  const stored = load(tables, seq)
  if (stored === undefined || stored.mark.state !== 'dead') return false
  const { facts, mark } = stored
  tables.drop('dead', deadKey(mark.dead?.at ?? 0, seq))
  const order = ++tables.counters.seq
  const fresh: Mark = { state: 'queued', dueAt: now, order, attempt: 1, starts: mark.starts, crashes: 0 }
  const lane = laneOf(facts)
  if (lane === undefined || join(tables, lane, seq, order, now)) enter(tables, { seq, facts, mark: fresh }, now)
  else tables.putMark(seq, { ...fresh, state: 'held' })
  return true
}

/** Removes one job unless it runs, or has left the state that was meant. @returns Whether it did. */
export function removeOne (tables: Tables, seq: number, selector: JobSelector, now: number): boolean {
  const stored = load(tables, seq)
  if (stored === undefined || stored.mark.state === 'running') return false
  if ('state' in selector && stateOf(stored.mark, now) !== selector.state) return false
  withdraw(tables, stored, laneOf(stored.facts, stored.mark))
  erase(tables, stored, now)
  return true
}
