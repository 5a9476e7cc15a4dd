import type { DeadNote, Outcome, RetryOutcome, Settlement, WaitOutcome } from '@hooksmith/contracts'
import { forget } from './dedupe.js'
import { consumerNote, deadKey, nameKey, sharesNote, waitingKey } from './keys.js'
import { laneOf, passOn } from './lanes.js'
import { enter, load, withdraw, type Stored } from './places.js'
import { isRaisedSince } from './signals.js'
import type { Mark } from './records.js'
import type { Tables } from './tables.js'

const MAX_REASON_LENGTH = 1_000

/** Which attempt ended: `starts` is never given twice, so it is the attempt's token. */
export interface Ending {
  readonly seq: number
  readonly starts: number
  readonly attempt: number
  readonly crashes: number
  readonly consumer: string
}

/** Takes the end of an attempt, inside a transaction. */
export function settle (tables: Tables, ending: Ending, outcome: Outcome, now: number): Settlement {
  const stored = load(tables, ending.seq)
  if (stored === undefined || stored.mark.starts !== ending.starts) return 'refused'
  const { mark, facts, seq } = stored
  const isHeld = mark.state === 'running' && Number(tables.notes.get(consumerNote(ending.consumer)) ?? 0) > now
  withdraw(tables, stored, laneOf(facts, mark))
  const clean: Mark = {
    state: 'queued',
    dueAt: mark.dueAt,
    order: mark.order,
    attempt: ending.attempt,
    starts: mark.starts,
    crashes: ending.crashes,
    ...(mark.isUnkeyed === true ? { isUnkeyed: true } : undefined)
  }
  end(tables, { seq, facts, mark: clean }, mark, outcome, now)
  return isHeld ? 'in time' : 'late'
}

function end (tables: Tables, stored: Stored, before: Mark, outcome: Outcome, now: number): void {
  switch (outcome.outcome) {
    case 'done':
      erase(tables, stored, now)
      return
    case 'retry':
      retryLater(tables, stored, outcome, now)
      return
    case 'wait':
      wait(tables, stored, before, outcome, now)
      return
    case 'dead':
      bury(tables, stored, { code: outcome.code, reason: outcome.reason.slice(0, MAX_REASON_LENGTH), at: now }, before, now)
  }
}

/** Removes a job that stands in no index any more, with what is its alone. */
export function erase (tables: Tables, { seq, facts, mark }: Stored, now: number): void {
  void tables.jobs.remove(seq)
  void tables.marks.remove(seq)
  tables.counters.jobs--
  if (facts.eventSeq !== undefined) dropShare(tables, facts.eventSeq)
  if (facts.expiresAt <= now) forget(tables, nameKey(facts.id), now)
  const lane = laneOf(facts, mark)
  if (lane !== undefined) passOn(tables, lane, seq, now)
}

/** Makes a job that stands in no index a dead letter, and passes its key on. */
export function bury (tables: Tables, { seq, facts, mark }: Stored, dead: DeadNote, before: Mark, now: number): void {
  const retry = before.retry === undefined ? undefined : { retry: before.retry }
  tables.putMark(seq, { ...mark, ...retry, state: 'dead', dead })
  tables.put('dead', deadKey(dead.at, seq), seq)
  const lane = laneOf(facts, mark)
  if (lane !== undefined) passOn(tables, lane, seq, now)
}

function retryLater (tables: Tables, stored: Stored, outcome: RetryOutcome, now: number): void {
  const { mark } = stored
  if (outcome.counted !== false) mark.attempt++
  mark.dueAt = Math.min(Math.max(outcome.at, now), Number.MAX_SAFE_INTEGER)
  mark.retry = { reason: outcome.reason.slice(0, MAX_REASON_LENGTH), ...(outcome.data === undefined ? undefined : { data: outcome.data }) }
  enter(tables, stored, now)
}

function wait (tables: Tables, stored: Stored, before: Mark, { signal, until }: WaitOutcome, now: number): void {
  const { mark } = stored
  if (before.retry !== undefined) mark.retry = before.retry
  mark.waitingSince = before.waitingSince ?? now
  mark.wokeFor = signal
  if (isRaisedSince(tables, signal, before, now)) {
    mark.woke = 'signal'
    mark.dueAt = now
    enter(tables, stored, now)
  } else park(tables, stored, signal, until, now)
}

/** Puts a job that stands in no index aside until the signal, at the latest until `until`. */
export function park (tables: Tables, stored: Stored, signal: string, until: number, now: number): void {
  const { mark, seq } = stored
  mark.state = 'waiting'
  mark.waitingFor = signal
  mark.dueAt = Math.min(Math.max(until, now), Number.MAX_SAFE_INTEGER)
  tables.put('waiting', waitingKey(nameKey(signal), seq), seq)
  enter(tables, stored, now)
}

function dropShare (tables: Tables, eventSeq: number): void {
  const left = Number(tables.notes.get(sharesNote(eventSeq)) ?? 1) - 1
  if (left > 0) {
    tables.note(sharesNote(eventSeq), String(left))
    return
  }
  tables.unnote(sharesNote(eventSeq))
  void tables.events.remove(eventSeq)
}
