import { describeError } from '@hooksmith/core'
import type { FastifyBaseLogger } from 'fastify'
import { recordingOf } from '../recordings/record.js'
import type { RecordedRequest } from '../recordings/recording.js'
import { RecordingFolder } from './folder.js'
import type { ResolvedRecorderOptions } from './options.js'

/** Requests that wait to be written, at most; past that they are not recorded. They hold bodies of up to some megabytes each. */
const MAX_WAITING = 100

/**
 * Writes requests behind their answers, one after the other. Nothing that goes wrong here reaches a sender: it is logged, once until
 * writing works again.
 */
export class Recorder {
  readonly #options: ResolvedRecorderOptions
  readonly #folder: RecordingFolder
  readonly #log: FastifyBaseLogger
  #waiting = 0
  #last: Promise<void> = Promise.resolve()
  #isTroubled = false

  constructor (options: ResolvedRecorderOptions, log: FastifyBaseLogger) {
    this.#options = options
    this.#folder = new RecordingFolder(options.directory, options.maxRecords, options.maxBytes)
    this.#log = log
  }

  /** Rejects as the file system does. */
  async open (): Promise<void> {
    await this.#folder.open()
  }

  /** Returns at once and never throws. */
  take (request: RecordedRequest): void {
    if (this.#waiting >= MAX_WAITING) return this.#trouble('too many requests wait to be written')
    this.#waiting++
    this.#last = this.#last.then(async () => { await this.#write(request) })
  }

  /** Resolves when everything taken is written. */
  async close (): Promise<void> {
    await this.#last
  }

  async #write (request: RecordedRequest): Promise<void> {
    try {
      const recording = recordingOf(request, { personal: this.#options.personal })
      if (!this.#options.only(recording)) return
      const name = await this.#folder.add(`${JSON.stringify(recording, undefined, 2)}\n`, recording.recordedAt)
      if (name === undefined) return this.#trouble('a request is larger than maxBytes')
      this.#isTroubled = false
    } catch (error) {
      this.#trouble(describeError(error))
    } finally {
      this.#waiting--
    }
  }

  #trouble (reason: string): void {
    if (!this.#isTroubled) this.#log.warn({ reason, directory: this.#options.directory }, 'a request could not be recorded')
    this.#isTroubled = true
  }
}
