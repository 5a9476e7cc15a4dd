import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** How long anything may take on a busy machine, in milliseconds. */
const PATIENCE_MS = 40_000

/** `hooksmith` as a process of its own. */
export class CommandProcess {
  readonly child: ChildProcess
  readonly #exited: Promise<unknown[]>
  output = ''
  complaints = ''

  constructor (t: Pick<Test, 'teardown'>, directory: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const { PATH = '', HOME = '' } = process.env
    this.child = spawn(process.execPath, [`--import=${import.meta.resolve('tsx')}`, MAIN, ...args], { cwd: directory, env: { PATH, HOME, PORT: '0', ...environment } })
    this.child.stdout?.on('data', (chunk: Buffer) => { this.output += chunk.toString() })
    this.child.stderr?.on('data', (chunk: Buffer) => { this.complaints += chunk.toString() })
    this.#exited = once(this.child, 'close')
    t.teardown(() => { this.child.kill('SIGKILL') })
  }

  /** Waits until it has written something that matches. @throws with all that it wrote when it does not, or ends before. */
  async says (what: RegExp): Promise<RegExpExecArray> {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(20)) {
      const found = what.exec(this.output) ?? what.exec(this.complaints)
      if (found !== null) return found
      if (this.child.exitCode !== null) break
    }
    throw new Error(`never said ${what}:\n${this.output}\n${this.complaints}`)
  }

  /** Where it listens. */
  async address (): Promise<string> {
    return (await this.says(/"address":"([^"]+)"|listens +(http\S+)/)).slice(1).find((text) => text !== undefined) ?? ''
  }

  /** Waits for its end; resolves to the exit code, or the signal that ended it. */
  async end (): Promise<unknown> {
    const [code, signal] = await this.#exited
    return code ?? signal
  }
}
