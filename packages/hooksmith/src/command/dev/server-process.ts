import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ChildMessage, ChildOptions } from './messages.js'

/** How long a server may take to end when a change comes, in milliseconds; jobs that run are handed back before that. */
const END_MS = 8_000

// The sources run as they stand, the published package is compiled.
const CHILD = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url))

/**
 * The server as a process that is replaced on every change. One at a time: the next one starts when the last one has ended.
 *
 * ```text
 * stopped ──start──► running ──ends by itself──► stopped
 *    ▲                  │ start
 *    └──ended── ending ◄┘        (then starts again)
 * ```
 */
export class ServerProcess {
  readonly #options: ChildOptions
  readonly #environment: NodeJS.ProcessEnv
  readonly #onMessage: (message: ChildMessage) => void
  #child: ChildProcess | undefined
  #last: Promise<void> = Promise.resolve()

  constructor (options: ChildOptions, environment: NodeJS.ProcessEnv, onMessage: (message: ChildMessage) => void) {
    this.#options = options
    this.#environment = environment
    this.#onMessage = onMessage
  }

  /** Starts a new server, after the one that runs has ended. Resolves when it was started, not when it is up. */
  async restart (): Promise<void> {
    this.#last = this.#last.then(async () => {
      await this.#end()
      const child = fork(CHILD, [JSON.stringify(this.#options)], { env: this.#environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      child.on('message', (message) => { this.#onMessage(message as ChildMessage) })
      this.#child = child
    })
    await this.#last
  }

  /** Ends the server for good. */
  async stop (): Promise<void> {
    this.#last = this.#last.then(async () => { await this.#end() })
    await this.#last
  }

  async #end (): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    const timer = setTimeout(() => { child.kill('SIGKILL') }, END_MS)
    await exited
    clearTimeout(timer)
  }
}
