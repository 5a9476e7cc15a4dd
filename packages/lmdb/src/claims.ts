import { HKS_ERR_QUEUE_ORPHANED, type DeadNote } from '@hooksmith/contracts'
import { bury, park } from './endings.js'
import { consumerNote, runningKey } from './keys.js'
import { eventTextOf, leaveSides, load, type Stored } from './places.js'
import type { Tables } from './tables.js'
import { endOrphanage, endWait } from './signals.js'
import { Row, wakeTenants, type Line, type LineEntry } from './turns.js'
import { servedHandlers } from './workers.js'

/** How many jobs without a handler here one claim puts aside. */
const MAX_PARKED = 500
/** How many jobs of one tenant that are for other consumers one claim looks past. */
const MAX_LOOKED_THROUGH = 200

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
  const claimed: Claim = { jobs: [], dead: [], errors: [], parked: 0 }
  if (wanted < 1) return claimed
  wakeTenants(tables, now)
  const row = new Row(tables, wanted, now)
  const batch: Batch = { tables, claimant, claimed, served: undefined, now }
  while (claimed.jobs.length < wanted && claimed.parked < MAX_PARKED) {
    const line = row.next()
    if (line === undefined) break
    if (takeOne(batch, line)) row.again(line)
  }
  row.end()
  if (claimed.jobs.length > 0) tables.note(consumerNote(claimant.consumer), String(now + claimant.leaseMs))
  return claimed
}

interface Batch {
  readonly tables: Tables
  readonly claimant: Claimant
  readonly claimed: Claim
  /** Handlers of live consumers, once looked up. */
  served: ReadonlySet<string> | undefined
  readonly now: number
}

/** @returns Whether the tenant may have more. */
function takeOne (batch: Batch, line: Line): boolean {
  const { claimed } = batch
  for (let looked = 0; looked < MAX_LOOKED_THROUGH && claimed.parked < MAX_PARKED; looked++) {
    const entry = line.next()
    if (entry === undefined) return false
    try {
      if (takeEntry(batch, line, entry)) return true
    } catch (error) {
      claimed.errors.push(error)
    }
  }
  return false
}

/** @returns Whether it was leased. */
function takeEntry ({ tables, claimant, claimed, ...batch }: Batch, line: Line, entry: LineEntry): boolean {
  const stored = load(tables, entry.seq)
  const isOurs = stored !== undefined && claimant.handlers.has(stored.facts.handler)
  if (stored !== undefined && !isOurs) {
    batch.served ??= servedHandlers(tables, batch.now)
    if (batch.served.has(stored.facts.handler)) return false
  }
  const eventText = isOurs ? eventTextOf(tables, entry.seq, stored.facts) : ''
  line.serve()
  tables.take('queue', entry.key)
  if (stored === undefined) return false
  leaveSides(tables, stored.seq, stored.mark)
  if (stored.mark.state === 'waiting') endWait(stored.mark, 'deadline')
  stored.mark.isLater = undefined
  if (!isOurs) {
    orphan(tables, claimant, stored, claimed, batch.now)
    return false
  }
  start(tables, claimant, stored, batch.now)
  claimed.jobs.push({ ...stored, eventText })
  return true
}

function start (tables: Tables, { consumer }: Claimant, { seq, mark }: Stored, now: number): void {
  endOrphanage(mark)
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
  endOrphanage(mark)
  bury(tables, stored, note, before, now)
  claimed.dead.push({ stored: { ...stored, mark: { ...mark, state: 'dead', dead: note } }, note })
  claimed.parked++
}
