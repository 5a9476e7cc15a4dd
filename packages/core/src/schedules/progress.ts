import type { Store } from '@hooksmith/contracts'

/** How far a schedule has come, and of which pattern that was. */
interface Mark { readonly until: number, readonly pattern: string }

/**
 * How far a schedule has come, in the Store: every slot up to and with that instant is dealt with. The instant is the record's rank, so it never goes back,
 * whichever process writes last.
 */
export class Progress {
  readonly #store: Store
  readonly #key: string
  readonly #pattern: string

  constructor (store: Store, name: string, pattern: string) {
    this.#store = store
    this.#key = `schedule:${name}`
    this.#pattern = pattern
  }

  /**
   * What is known; where nothing is, or what is known is of another pattern, the schedule begins at `beginsAt`, from now on for all processes. Rejects as
   * the Store does.
   */
  async read (beginsAt: number): Promise<number> {
    const mark = await this.#get()
    if (mark?.pattern === this.#pattern) return mark.until
    await this.write(beginsAt)
    return Math.max(beginsAt, (await this.#get())?.until ?? beginsAt)
  }

  /** Rejects as the Store does. */
  async write (until: number): Promise<void> {
    await this.#store.put(this.#key, Buffer.from(this.#pattern), { when: 'newer', rank: until })
  }

  async #get (): Promise<Mark | undefined> {
    const record = await this.#store.get(this.#key)
    return record?.rank === undefined ? undefined : { until: record.rank, pattern: Buffer.from(record.value).toString() }
  }
}
