import { openSync, readSync, statSync, writeSync } from 'node:fs'
import type { RootDatabase } from 'lmdb'
import { lockFileFailure } from './errors.js'

/** What a lock file begins with. Source: https://github.com/LMDB/lmdb/blob/mdb.master/libraries/liblmdb/mdb.c, `MDB_txbody`. */
const MAGIC = 0xbeefc0de

/** Where in the lock file the number of the last transaction stands, behind the magic number and the format. */
const NUMBER_AT = 8
const NUMBER_BYTES = 8

/** Lock files that were opened, by device and inode. They are never closed: closing one gives up LMDB's own lock on it. */
const descriptors = new Map<string, number>()

/**
 * The number of the last transaction, from which the next one takes its own.
 *
 * It stands in the lock file, and a process that opens the environment sets it to what it read a moment before, under no lock.
 * Where another process committed in that moment, the number is behind: the next transaction takes a number that is taken, and
 * is written over the one that was committed, which is lost with all it stored. So every transaction looks first.
 *
 * Source: https://github.com/monero-project/monero/pull/7656 (ITS#9496, repaired in LMDB 0.9.29 and not in the one that lmdb
 * 3.5 carries). Seen with lmdb 3.5.6: beside a process that opens and closes the file all the time, one transaction in a hundred.
 */
export class LastTransaction {
  readonly #root: RootDatabase<string>
  readonly #lockFile: string

  constructor (root: RootDatabase<string>, lockFile: string) {
    this.#root = root
    this.#lockFile = lockFile
  }

  /**
   * Inside a transaction: whether it follows the last one. One that does not must write nothing; the number is right for the
   * next one then.
   */
  isFollowed (): boolean {
    const last = this.#read()
    if (this.#root.getWriteTxnId() === last + 1) return true
    if (this.#mend(last) > last) throw lockFileFailure(this.#lockFile)
    return false
  }

  /**
   * Outside of a transaction: tries to put a number right that is behind. LMDB's own flush waits for that, at full load. If a
   * commit of another process falls in between, this takes its number back; the next transaction notices.
   */
  mend (): void {
    try {
      this.#mend(this.#read())
    } catch {
      // The next transaction says what is wrong.
    }
  }

  /** The number as the file has it, in which it is always right. */
  #read (): number {
    const { lastTxnId }: { lastTxnId?: number } = this.#root.getStats()
    if (lastTxnId === undefined) throw lockFileFailure(this.#lockFile)
    return lastTxnId
  }

  /** @returns The number that was found. */
  #mend (last: number): number {
    const descriptor = this.#open()
    const head = Buffer.alloc(NUMBER_AT + NUMBER_BYTES)
    readSync(descriptor, head, 0, head.length, 0)
    const [magic] = new Uint32Array(head.buffer, head.byteOffset, 1)
    const [found] = new BigUint64Array(head.buffer, head.byteOffset + NUMBER_AT, 1)
    if (magic !== MAGIC || found === undefined) throw lockFileFailure(this.#lockFile)
    if (found < last) this.#write(descriptor, head.subarray(NUMBER_AT), BigInt(last))
    return Number(found)
  }

  /** Writes the bytes that differ, mostly one: others read the number while it is written. */
  #write (descriptor: number, old: Buffer, last: bigint): void {
    const bytes = Buffer.from(BigUint64Array.of(last).buffer)
    const differing = [...bytes.keys()].filter((at) => bytes[at] !== old[at])
    const [first = 0, end = first] = [differing.at(0), differing.at(-1)]
    writeSync(descriptor, bytes, first, end - first + 1, NUMBER_AT + first)
  }

  #open (): number {
    const { dev, ino } = statSync(this.#lockFile)
    const file = `${dev}:${ino}`
    const descriptor = descriptors.get(file) ?? openSync(this.#lockFile, 'r+')
    descriptors.set(file, descriptor)
    return descriptor
  }
}
