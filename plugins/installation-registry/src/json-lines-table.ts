import { mkdir, open, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HKS_ERR_REGISTRY_CLOSED } from './errors.js'
import type { InstallationChange, InstallationRemoval, InstallationTable } from './table.js'

/** One line of the file. */
type Line = { readonly upsert: InstallationChange } | { readonly remove: InstallationRemoval }

/** Lines beyond those that are needed before the file is written anew. */
const SPARE_LINES = 1_000

/**
 * A table in a file: one JSON line a change, the last one about a tenant counts.
 *
 * A call resolves once its line is on the disk. A line that a crash cut off is left out at the next start. The file is written anew when it holds many more
 * lines than rows. For one process at a time: several need a database.
 */
export class JsonLinesTable implements InstallationTable {
  readonly #file: string
  #rows = new Map<string, InstallationChange>()
  #handle: FileHandle | undefined
  #lines = 0
  #isClosed = false
  /** Calls go one after the other; the chain never rejects. */
  #last: Promise<unknown> = Promise.resolve()

  /** @param file - Made with its folders when the first call needs it. */
  constructor (file: string) {
    this.#file = file
  }

  async upsert (change: InstallationChange): Promise<void> {
    await this.#next(async () => { await this.#write({ upsert: change }) })
  }

  async remove (removal: InstallationRemoval): Promise<void> {
    await this.#next(async () => { await this.#write({ remove: removal }) })
  }

  /** Every row, in order of the first change. */
  async all (): Promise<readonly InstallationChange[]> {
    return await this.#next(async () => {
      await this.#open()
      return [...this.#rows.values()]
    })
  }

  /** Waits for running calls and closes the file. Twice is fine; every later call rejects with `HKS_ERR_REGISTRY_CLOSED`. */
  async close (): Promise<void> {
    this.#isClosed = true
    await this.#last
    await this.#handle?.close()
    this.#handle = undefined
  }

  async #next<T> (work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new HKS_ERR_REGISTRY_CLOSED()
    const done = this.#last.then(work)
    // Whoever called sees the rejection; the next call starts all the same.
    this.#last = done.catch(() => {})
    return await done
  }

  async #write (line: Line): Promise<void> {
    const handle = await this.#open()
    await handle.appendFile(`${JSON.stringify(line)}\n`)
    await handle.datasync()
    this.#lines++
    apply(this.#rows, line)
    if (this.#lines > 2 * this.#rows.size + SPARE_LINES) await this.#rewrite()
  }

  async #open (): Promise<FileHandle> {
    if (this.#handle !== undefined) return this.#handle
    await mkdir(dirname(this.#file), { recursive: true })
    this.#rows = await this.#read()
    await this.#replace()
    this.#handle = await open(this.#file, 'a')
    return this.#handle
  }

  async #rewrite (): Promise<void> {
    await this.#handle?.close()
    this.#handle = undefined
    await this.#replace()
    this.#handle = await open(this.#file, 'a')
  }

  /** The old file stays until the new one is whole. */
  async #replace (): Promise<void> {
    const text = [...this.#rows.values()].map((upsert) => `${JSON.stringify({ upsert })}\n`).join('')
    await writeFile(`${this.#file}.new`, text, { flush: true })
    await rename(`${this.#file}.new`, this.#file)
    this.#lines = this.#rows.size
  }

  async #read (): Promise<Map<string, InstallationChange>> {
    const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
      throw error
    })
    const rows = new Map<string, InstallationChange>()
    for (const line of text.split('\n').map(parse)) if (line !== undefined) apply(rows, line)
    return rows
  }
}

function apply (rows: Map<string, InstallationChange>, line: Line): void {
  if ('remove' in line) rows.delete(line.remove.tenant)
  else rows.set(line.upsert.tenant, { ...rows.get(line.upsert.tenant), ...line.upsert })
}

function parse (text: string): Line | undefined {
  try {
    // The file is this class's own.
    return JSON.parse(text) as Line
  } catch {
    // Empty, or cut off by a crash: then nobody was told that it was written.
    return undefined
  }
}
