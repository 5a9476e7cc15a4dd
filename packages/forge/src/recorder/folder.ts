import { randomBytes } from 'node:crypto'
import { mkdir, readdir, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Read and write for the owner, nothing for anybody else: bodies are not for everybody even without their tokens. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700
/** When, which process, its how-manieth. The order of names is that of recording. */
const NAME = /^\d{17}-[\da-f]{8}-\d{8}\.json$/

interface Kept { readonly name: string, readonly bytes: number }

/**
 * Files of one directory, bounded in number and bytes: the oldest make room. Files of other names are left alone, and not counted. Each
 * process counts by itself, so several of them take a directory each.
 */
export class RecordingFolder {
  readonly #directory: string
  readonly #maxRecords: number
  readonly #maxBytes: number
  readonly #process = randomBytes(4).toString('hex')
  #kept: Kept[] = []
  #bytes = 0
  #made = 0

  constructor (directory: string, maxRecords: number, maxBytes: number) {
    this.#directory = directory
    this.#maxRecords = maxRecords
    this.#maxBytes = maxBytes
  }

  /** Makes the directory where there is none, and counts what is in it. Rejects as the file system does. */
  async open (): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: FOLDER_MODE })
    const names = (await readdir(this.#directory)).filter((name) => NAME.test(name)).sort()
    this.#kept = await Promise.all(names.map(async (name) => ({ name, bytes: (await stat(join(this.#directory, name))).size })))
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Writes one file; to be called one at a time. Resolves to its name, or to `undefined` for a text that is larger than all may be. */
  async add (text: string, at: number): Promise<string | undefined> {
    const bytes = Buffer.byteLength(text)
    if (bytes > this.#maxBytes) return undefined
    while (this.#kept.length >= this.#maxRecords || this.#bytes + bytes > this.#maxBytes) await this.#removeOldest()
    const time = new Date(at).toISOString().replaceAll(/\D/g, '')
    const name = `${time}-${this.#process}-${String(++this.#made).padStart(8, '0')}.json`
    await writeFile(join(this.#directory, name), text, { flag: 'wx', mode: FILE_MODE })
    this.#kept.push({ name, bytes })
    this.#bytes += bytes
    return name
  }

  async #removeOldest (): Promise<void> {
    const [oldest] = this.#kept
    if (oldest === undefined) return
    try {
      await unlink(join(this.#directory, oldest.name))
    } catch (error) {
      // Somebody tidied up; anything else is a reason not to write more.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
    this.#kept.shift()
    this.#bytes -= oldest.bytes
  }
}
