import { HKS_ERR_QUEUE_ORPHANED, type DeadNote } from '@hooksmith/contracts'
import { bury, park } from './endings.js'
import { consumerNote, runningKey } from './keys.js'
import { eventTextOf, leaveSides, load, type Stored } from './places.js'
import type { Tables } from './tables.js'
import { endWait } from './signals.js'
import { linesOf, wakeTenants, type Line } from './turns.js'

/** How many jobs without a handler here one claim puts aside. */
const MAX_PARKED = 500

/** Who claims, and under which rules. */
export interface Claimant {
  readonly consumer: string
  readonly handlers: ReadonlySet<string>
  readonly leaseMs: number
  readonly orphanAfterMs: number
}

/** A job that was leased, with the text of its event. */
export interface Claimed extends Stored {
  readonly eventText: string
}

/** What one claim gave. */
export interface Claim {
  readonly jobs: Claimed[]
  readonly dead: Array<{ readonly stored: Stored, readonly note: DeadNote }>
  /** Records that cannot be read; they stay where they are. */
  readonly errors: unknown[]
  parked: number
}

/** Leases up to `wanted` jobs, one of each tenant in turn, inside a transaction. */
export function claim (tables: Tables, claimant: Claimant, wanted: number, now: number): Claim {
  wakeTenants(tables, now)
  const claimed: Claim = { jobs: [], dead: [], errors: [], parked: 0 }
  const lines = linesOf(tables, wanted, now)
  const row = [...lines]
  while (claimed.jobs.length < wanted && claimed.parked < MAX_PARKED) {
    const line = row.shift()
    if (line === undefined) break
    if (takeOne(tables, claimant, line, claimed, now)) row.push(line)
  }
  // Those who were not served again come first, so turns go on where this batch stopped.
  const unserved = new Set(row)
  const served = lines.filter((line) => !unserved.has(line))
  for (const line of [...row, ...served]) line.leave()
  if (claimed.jobs.length > 0) tables.note(consumerNote(claimant.consumer), String(now + claimant.leaseMs))
  return claimed
}

/** @returns Whether the tenant may have more. */
function takeOne (tables: Tables, claimant: Claimant, line: Line, claimed: Claim, now: number): boolean {
  for (let entry = line.next(); entry !== undefined && claimed.parked < MAX_PARKED; entry = line.next()) {
    try {
      const stored = load(tables, entry.seq)
      const eventText = stored === undefined ? '' : eventTextOf(tables, entry.seq, stored.facts)
      tables.take('queue', entry.key)
      if (stored === undefined) continue
      leaveSides(tables, stored.seq, stored.mark)
      if (stored.mark.state === 'waiting') endWait(stored.mark, 'deadline')
      stored.mark.isLater = undefined
      if (claimant.handlers.has(stored.facts.handler)) {
        start(tables, claimant, stored, now)
        claimed.jobs.push({ ...stored, eventText })
        return true
      }
      orphan(tables, claimant, stored, claimed, now)
    } catch (error) {
      claimed.errors.push(error)
    }
  }
  return false
}

function start (tables: Tables, { consumer }: Claimant, { seq, mark }: Stored, now: number): void {
  // Time spent without a handler is no wait of the job's own.
  if (mark.orphanSince !== undefined && mark.waitingSince === mark.orphanSince) mark.waitingSince = undefined
  mark.orphanSince = undefined
  mark.state = 'running'
  mark.starts++
  mark.consumer = consumer
  mark.startedAt = now
  mark.signalAt = tables.counters.signal
  tables.putMark(seq, mark)
  tables.put('running', runningKey(consumer, seq), seq)
}

function orphan (tables: Tables, { orphanAfterMs }: Claimant, stored: Stored, claimed: Claim, now: number): void {
  const { mark, facts } = stored
  mark.orphanSince ??= now
  mark.waitingSince ??= now
  if (mark.orphanSince + orphanAfterMs > now) {
    park(tables, stored, `handler:${facts.handler}`, mark.orphanSince + orphanAfterMs, now)
    claimed.parked++
    return
  }
  const error = new HKS_ERR_QUEUE_ORPHANED(facts.handler, orphanAfterMs)
  const note: DeadNote = { code: error.code, reason: error.message, at: now }
  const before = { ...mark }
  mark.waitingSince = undefined
  mark.orphanSince = undefined
  bury(tables, stored, note, before, now)
  claimed.dead.push({ stored: { ...stored, mark: { ...mark, state: 'dead', dead: note } }, note })
  claimed.parked++
}
