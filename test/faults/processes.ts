import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { program } from '../support/program.js'
import type { BlockRequest, ServerSettings } from './fixtures/settings.js'

const SERVER = program(new URL('fixtures/server.ts', import.meta.url))

/** A forked server process, which can be killed and started again in its place. */
export class Member {
  readonly settings: ServerSettings
  #process: ChildProcess | undefined
  #starts = 0

  constructor (settings: ServerSettings) {
    this.settings = settings
  }

  get url (): string {
    return `http://127.0.0.1:${this.settings.port}`
  }

  /** Resolves when the process listens, or takes jobs. @throws when it ends before that. */
  async start (): Promise<void> {
    const settings = { ...this.settings, name: `${this.settings.name}#${++this.#starts}` }
    const child = fork(SERVER.file, [], {
      execArgv: SERVER.execArgv,
      env: { ...process.env, NODE_OPTIONS: '', FAULTS_SERVER: JSON.stringify(settings) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc']
    })
    this.#process = child
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => { resolve() })
      child.once('exit', (code, signal) => { reject(new Error(`${settings.name} ended at its start with ${code ?? signal}`)) })
    })
  }

  /** kill -9. Resolves when the process is gone. */
  async kill (): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Kills without warning, and starts the successor at once. */
  async replace (): Promise<void> {
    await this.kill()
    await this.start()
  }

  /** Asks to stop. Resolves to the exit code, to 0 when it does not run. */
  async stop (): Promise<number> {
    return await this.#end('SIGTERM') ?? -1
  }

  /** Has the event loop stand still. Resolves when it moves again. */
  async block (blockMs: number): Promise<void> {
    const child = this.#process
    if (child === undefined) return
    const unblocked = once(child, 'message')
    const request: BlockRequest = { blockMs }
    child.send(request)
    await unblocked
  }

  async #end (signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return 0
    const gone = new Promise<number | null>((resolve) => { child.once('exit', resolve) })
    child.kill(signal)
    return await gone
  }
}
