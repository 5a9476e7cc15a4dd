import { appendFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

/** One line that a process wrote. */
export interface Entry {
  readonly what: 'start' | 'effect' | 'settled' | 'answered'
  /** The page that the event is about: one a event. */
  readonly id: string
  readonly handler: string
  /** The attempt's number; of `settled` the outcome and how the queue took it, as in `done:in-time`. */
  readonly detail: string
  /** Which process, and which start of it, as in `worker-1#2`. */
  readonly by: string
  readonly at: number
}

/** What became of all events of one run. */
export interface Verdict {
  readonly sent: number
  /** Events with a delivery that was answered 2xx. */
  readonly answered: number
  /** Events none of whose deliveries was answered 2xx, the last redelivery included: the sender gave up, and knows. */
  readonly givenUp: number
  /** Answered events whose handlers all had their effect. */
  readonly handled: number
  /** Answered events with a handler that never had its effect. */
  readonly lost: readonly string[]
  /** Handlers started again although nobody had asked for a further attempt: promise 1 has to allow each. */
  readonly repeats: number
  /** Of these, those whose earlier run had been taken by the queue as ended: never allowed. */
  readonly afterEnd: readonly string[]
  /** Of these, those that began before the earlier run can have lost its lease: never allowed. */
  readonly underLease: readonly string[]
}

/** What the sender saw and what the handlers did. */
export class Ledger {
  readonly #file: string
  readonly #answered = new Set<string>()
  readonly #givenUp = new Set<string>()
  #sent = 0

  constructor (file: string) {
    this.#file = file
  }

  /** Events that were answered 2xx so far. */
  get answered (): number { return this.#answered.size }

  /** Names a new event. */
  next (): { readonly id: string, readonly number: number } {
    const number = this.#sent++
    return { id: String(700_000 + number), number }
  }

  settle (id: string, isAnswered: boolean): void {
    (isAnswered ? this.#answered : this.#givenUp).add(id)
  }

  /** Writes a line of the sender's own among those of the processes. */
  mark (id: string): void {
    appendFileSync(this.#file, `answered ${id} sender - sender ${Date.now()}\n`)
  }

  /** All lines so far, in the order in which they were written. */
  async read (): Promise<readonly Entry[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '')
    return text.split('\n').filter((line) => line !== '').map(parse)
  }

  /** @param leaseMs - The shortest lease of any process. */
  async judge (handlers: readonly string[], leaseMs: number): Promise<Verdict> {
    const runs = runsOf(await this.read())
    const lost = [...this.#answered].filter((id) => handlers.some((handler) => runs.get(`${id} ${handler}`)?.isHandled !== true))
    const all = [...runs.values()]
    return {
      sent: this.#sent,
      answered: this.#answered.size,
      givenUp: this.#givenUp.size,
      handled: this.#answered.size - lost.length,
      lost,
      repeats: all.reduce((sum, { repeats }) => sum + repeats.length, 0),
      afterEnd: all.flatMap(({ repeats }) => repeats).filter(({ isAfterEnd }) => isAfterEnd).map(({ text }) => text),
      underLease: all.flatMap(({ repeats }) => repeats).filter(({ sinceMs }) => sinceMs < leaseMs - CLOCK_SLACK_MS).map(({ text }) => text)
    }
  }
}

/** How far two processes' readings of one clock may lie apart, with the lease's rounding, in milliseconds. */
const CLOCK_SLACK_MS = 50

interface Repeat { readonly text: string, readonly sinceMs: number, readonly isAfterEnd: boolean }

/** What one handler did with one event. */
interface Run {
  isHandled: boolean
  startedAt: number | undefined
  by: string
  ended: 'no' | 'for now' | 'for good'
  readonly repeats: Repeat[]
  /** All that is written of it, in short. */
  readonly history: string[]
}

function runsOf (entries: readonly Entry[]): ReadonlyMap<string, Run> {
  const runs = new Map<string, Run>()
  for (const entry of entries) {
    const name = `${entry.id} ${entry.handler}`
    const run = runs.get(name) ?? { isHandled: false, startedAt: undefined, by: '', ended: 'no', repeats: [], history: [] }
    runs.set(name, run)
    follow(run, entry)
  }
  return runs
}

function follow (run: Run, { what, id, detail, by, at }: Entry): void {
  run.history.push(`${what} ${detail} by ${by} at ${at}`)
  if (what === 'effect') run.isHandled = true
  if (what === 'settled' && !detail.endsWith(':refused')) run.ended = detail.startsWith('done') || detail.startsWith('dead') ? 'for good' : 'for now'
  if (what !== 'start') return
  if (run.startedAt !== undefined && run.ended !== 'for now') {
    const sinceMs = at - run.startedAt
    const text = `${id}, ${sinceMs} ms after its last start: ${run.history.join(', ')}`
    run.repeats.push({ text, sinceMs, isAfterEnd: run.ended === 'for good' })
  }
  Object.assign(run, { startedAt: at, by, ended: 'no' })
}

function parse (line: string): Entry {
  const [what, id = '', handler = '', detail = '', by = '', at = '0'] = line.split(' ')
  if (what !== 'start' && what !== 'effect' && what !== 'settled' && what !== 'answered') throw new Error(`no line of the ledger: ${line}`)
  return { what, id, handler, detail, by, at: Number(at) }
}
