import { chmodSync, existsSync, mkdirSync, realpathSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { open, TransactionFlags, type Database, type RootDatabase } from 'lmdb'
import type { Key } from './keys.js'
import { LastTransaction } from './last-transaction.js'
import { Writer } from './writer.js'

/** Named databases of one file: seven for each queue, two for each store. */
const MAX_DATABASES = 256
const MAX_READERS = 512

const DATA_FILE = 'data.mdb'
const LOCK_FILE = 'lock.mdb'

/** Every environment that is open in this process: LMDB allows one a file. */
const shared = new Map<string, Environment>()

/** One LMDB file, shared by all queues and stores of this process that name its directory. */
export class Environment {
  readonly path: string
  readonly root: RootDatabase<string>
  readonly writer: Writer
  readonly #last: LastTransaction
  readonly #listeners = new Set<() => void>()
  #watcher: FSWatcher | undefined
  #users = 0

  private constructor (path: string) {
    this.path = path
    // The writer gathers work itself. lmdb's own gathering makes promises that nobody can reach, and that reject on a full disk.
    this.root = open<string>({
      path, noSubdir: false, encoding: 'string', maxDbs: MAX_DATABASES, maxReaders: MAX_READERS, eventTurnBatching: false
    })
    this.#last = new LastTransaction(this.root, join(path, LOCK_FILE))
    this.writer = new Writer(this.root, this.#last, path)
  }

  /** Opens the file, or joins those who have it open. Each call is undone by one {@link Environment.close}. */
  static open (directory: string): Environment {
    makeDirectory(directory)
    const path = realpathSync(directory)
    const isNew = !existsSync(join(path, DATA_FILE))
    const environment = shared.get(path) ?? new Environment(path)
    if (isNew) protect(path)
    shared.set(path, environment)
    environment.#users++
    return environment
  }

  /**
   * Opens databases, and makes those that are missing, in one transaction: what `prepare` throws undoes it. It comes first after
   * opening, and mends what opening beside a process that writes may have set wrong.
   */
  prepare<T> (prepare: () => T): T {
    const flags = TransactionFlags.SYNCHRONOUS_COMMIT | TransactionFlags.NO_SYNC_FLUSH
    for (;;) {
      const prepared = this.root.transactionSync(() => this.#last.isFollowed() ? { value: prepare() } : undefined, flags)
      if (prepared !== undefined) return prepared.value
    }
  }

  /** Inside {@link Environment.prepare}. */
  database (name: string): Database<string, Key> {
    return this.root.openDB<string, Key>({ name, encoding: 'string' })
  }

  /** Inside {@link Environment.prepare}. */
  binaryDatabase (name: string): Database<Buffer, Buffer> {
    return this.root.openDB<Buffer, Buffer>({ name, encoding: 'binary', keyEncoding: 'binary' })
  }

  /** Lets the next read see what other processes wrote. */
  refresh (): void {
    this.root.resetReadTxn()
  }

  /** Calls `listener` when anybody, here or in another process, may have written. @returns Takes it back. */
  listen (listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#watcher ??= this.#watch()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#watcher?.close()
      this.#watcher = undefined
    }
  }

  /** Tells the listeners of this process. */
  notify (): void {
    for (const listener of [...this.#listeners]) listener()
  }

  async close (): Promise<void> {
    if (--this.#users > 0) return
    shared.delete(this.path)
    this.#watcher?.close()
    // Closing flushes, and a flush waits for a right number, which a transaction sees to. What fails here failed whoever wrote before.
    await this.writer.commit(() => {}).catch(() => {})
    await this.root.close()
  }

  #watch (): FSWatcher | undefined {
    try {
      const watcher = watch(join(this.path, DATA_FILE), { persistent: false }, () => { this.notify() })
      // Without notifications (some mounts have none) consumers fall back to polling.
      watcher.on('error', () => { watcher.close() })
      return watcher
    } catch {
      // As above: polling goes on.
      return undefined
    }
  }
}

function makeDirectory (directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
}

function protect (path: string): void {
  for (const file of [DATA_FILE, LOCK_FILE]) chmodSync(join(path, file), 0o600)
}
