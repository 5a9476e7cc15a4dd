import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Report } from './process.js'
import type { ServerOptions } from './server.js'

const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url))

/** A running process. */
export interface Running {
  readonly name: string
  readonly pid: number
  /** Where it listens; empty for a worker. */
  readonly url: string
}

/** Starts, kills and stops the processes. */
export class Fleet {
  readonly #options: Omit<ServerOptions, 'role'>
  readonly #onReport: (name: string, report: Report) => void
  readonly #processes = new Map<string, ChildProcess>()

  /** @param onReport - Called with whatever a process tells. */
  constructor (options: Omit<ServerOptions, 'role'>, onReport: (name: string, report: Report) => void) {
    this.#options = options
    this.#onReport = onReport
  }

  /** Resolves when the process listens, or takes jobs. */
  async start (role: 'ingest' | 'worker', name: string): Promise<Running> {
    const env = { ...process.env, EXAMPLE_SERVER: JSON.stringify({ ...this.#options, role }) }
    const child = fork(PROCESS, [], { env, execArgv: ['--import=tsx'] })
    this.#processes.set(name, child)
    return await new Promise((resolve, reject) => {
      child.on('message', (report: Report) => {
        if (report.what === 'ready') resolve({ name, pid: child.pid ?? 0, url: report.url })
        else this.#onReport(name, report)
      })
      child.once('exit', (code) => { reject(new Error(`${name} ended with ${code} before it was ready`)) })
    })
  }

  /** kill -9: no goodbye, nothing handed back. */
  async kill (name: string): Promise<void> {
    await this.#end(name, 'SIGKILL')
  }

  /** Lets every process finish what it runs. Resolves to whether all ended well. */
  async stop (): Promise<boolean> {
    const codes = await Promise.all([...this.#processes.keys()].map((name) => this.#end(name, 'SIGTERM')))
    return codes.every((code) => code === 0)
  }

  async #end (name: string, signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#processes.get(name)
    this.#processes.delete(name)
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null
    const code = new Promise<number | null>((resolve) => { child.once('exit', resolve) })
    child.kill(signal)
    return await code
  }
}
