import type { RootDatabase } from 'lmdb'
import { commitFailure } from './errors.js'
import type { LastTransaction } from './last-transaction.js'

interface Work {
  readonly run: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly isFlushed: boolean
  value?: unknown
  error?: unknown
  hasFailed?: boolean
}

/** How many transactions a reader waits for at most: under a steady stream of them there is always another. */
const MAX_LOOKS = 3

/** A commit whose flush takes this long may wait for the number of the last transaction, with nobody else there to mend it. */
const STALL_MS = 250

/**
 * Carries out many small pieces of work in one transaction: whatever is handed in until the file's write lock is had.
 * One commit and one flush serve them all, which is where the throughput comes from.
 *
 * A piece of work must throw before its first write or not at all: its own writes are not taken back.
 */
export class Writer {
  readonly #root: RootDatabase<string>
  readonly #last: LastTransaction
  readonly #path: string
  readonly #ends = new Set<() => void>()
  readonly #afters = new Set<() => void>()
  #open: Work[] | undefined
  #carriedOut: Promise<void> | undefined

  constructor (root: RootDatabase<string>, last: LastTransaction, path: string) {
    this.#root = root
    this.#last = last
    this.#path = path
  }

  /**
   * Resolves when work that may be visible already was answered: what a reader sees then, its writer knows as well. Work that
   * waits for the write lock is not waited for.
   */
  async answered (): Promise<void> {
    for (let look = 0; look < MAX_LOOKS && this.#carriedOut !== undefined; look++) {
      await this.#carriedOut
      await new Promise<void>((resolve) => { setImmediate(resolve) })
    }
  }

  /** Resolves once committed: seen by every process, and kept when processes die. */
  async commit<T> (run: () => T): Promise<T> {
    return await this.#add(run, false)
  }

  /** Resolves once on the disk. */
  async flush<T> (run: () => T): Promise<T> {
    return await this.#add(run, true)
  }

  /** Calls `end` once, at the end of the transaction that is under way. */
  atEnd (end: () => void): void {
    this.#ends.add(end)
  }

  /** Calls `after` once, when the transaction that is under way is committed. */
  afterCommit (after: () => void): void {
    this.#afters.add(after)
  }

  #add<T> (run: () => T, isFlushed: boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const group = this.#open ?? this.#begin()
      // The value that comes back is the one that `run` gave.
      group.push({ run, resolve: (value) => { resolve(value as T) }, reject, isFlushed })
    })
  }

  /** A transaction for the group, which grows until the write lock is had. */
  #begin (group: Work[] = []): Work[] {
    this.#open = group
    let afters: ReadonlyArray<() => void> | undefined
    const committed = this.#root.transaction(() => {
      if (!this.#last.isFollowed()) return
      this.#open = undefined
      this.#carriedOut = ended
      afters = this.#carryOut(group)
    })
    // Taken now, it is the flush of this very transaction.
    const flushed = this.#flushed()
    const fail = (error: unknown): void => {
      if (this.#open === group) this.#open = undefined
      const failure = commitFailure(error, this.#path)
      for (const work of group) work.reject(failure)
    }
    const ended: Promise<void> = committed.then(() => {
      if (this.#carriedOut === ended) this.#carriedOut = undefined
      if (afters === undefined) this.#again(group, fail)
      else answerAll(group, flushed, afters)
    }, (error: unknown) => {
      if (this.#carriedOut === ended) this.#carriedOut = undefined
      fail(error)
    })
    this.#watch(committed.then(async () => { if (afters !== undefined) await flushed }))
    return group
  }

  /** Another transaction for a group that still grows, since nothing of it was carried out. */
  #again (group: Work[], fail: (error: unknown) => void): void {
    try {
      this.#begin(group)
    } catch (error) {
      // An environment that was closed meanwhile; nobody waits on for an answer.
      fail(error)
    }
  }

  /** Inside the transaction. @returns What is called when it is committed. */
  #carryOut (group: readonly Work[]): ReadonlyArray<() => void> {
    for (const work of group) carryOut(work)
    for (const end of this.#ends) end()
    this.#ends.clear()
    const afters = [...this.#afters]
    this.#afters.clear()
    return afters
  }

  /** Never rejects, and stays pending when the commit fails. */
  async #flushed (): Promise<void> {
    await this.#root.flushed.then(() => {}, () => {})
  }

  /** Looks after a transaction until it is done, one way or the other. */
  #watch (done: Promise<void>): void {
    const watch = setInterval(() => { this.#last.mend() }, STALL_MS).unref()
    const stop = (): void => { clearInterval(watch) }
    done.then(stop, stop)
  }
}

function answerAll (group: readonly Work[], flushed: Promise<void>, afters: ReadonlyArray<() => void>): void {
  answer(group.filter((work) => !work.isFlushed))
  for (const after of afters) after()
  const durable = group.filter((work) => work.isFlushed)
  if (durable.length > 0) flushed.then(() => { answer(durable) }, () => {})
}

function carryOut (work: Work): void {
  try {
    work.value = work.run()
  } catch (error) {
    work.hasFailed = true
    work.error = error
  }
}

function answer (group: readonly Work[]): void {
  for (const work of group) {
    if (work.hasFailed === true) work.reject(work.error)
    else work.resolve(work.value)
  }
}
