import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Built code and no tsx: see there. */
const BUILT = new URL('built.mjs', import.meta.url).href

/** Processor time a subject has used since its start; what it has stored since the last question, and from the first to the last of that. */
export interface Usage { readonly cpuMs: number, readonly stored: number, readonly tookMs: number }

/** What a subject sends; `answer` is what its question asks for. */
type Message = { readonly kind: 'listening', readonly url: string } | { readonly kind: 'answer', readonly answer: unknown } | { readonly kind: 'failure', readonly reason: string }

/** A server or worker in a process of its own, to be measured. */
export class Subject {
  readonly name: string
  readonly url: string
  readonly #process: ChildProcess

  private constructor (name: string, url: string, process: ChildProcess) {
    this.name = name
    this.url = url
    this.#process = process
  }

  /** Starts `subjects/<name>.ts`. */
  static async start (name: string, environment: Readonly<Record<string, string>>): Promise<Subject> {
    const script = fileURLToPath(new URL(`subjects/${name}.ts`, import.meta.url))
    const env = { ...process.env, NODE_OPTIONS: '', ...environment }
    const child = fork(script, [], { execArgv: ['--import', BUILT], env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const message = await nextMessage(name, child)
    if (message.kind !== 'listening') throw new Error(`${name} said '${message.kind}' before it listened`)
    return new Subject(name, message.url, child)
  }

  /** One question at a time. The caller knows what its question is answered with. */
  async ask<T> (question: string, input?: number): Promise<T> {
    const answer = nextMessage(this.name, this.#process)
    this.#process.send({ question, input })
    const message = await answer
    if (message.kind !== 'answer') throw new Error(`${this.name}, asked for '${question}': ${message.kind === 'failure' ? message.reason : message.kind}`)
    return message.answer as T
  }

  async usage (): Promise<Usage> {
    return await this.ask<Usage>('usage')
  }

  /** kill -9; nothing when it is gone. */
  async kill (): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await gone
  }

  async stop (): Promise<void> {
    const gone = once(this.#process, 'exit')
    this.#process.send({ question: 'stop' })
    await gone
  }
}

async function nextMessage (name: string, child: ChildProcess): Promise<Message> {
  return await new Promise<Message>((resolve, reject) => {
    const onExit = (code: number | null): void => { reject(new Error(`${name} ended with code ${code}`)) }
    child.once('exit', onExit)
    // Only subjects/serve.ts sends.
    child.once('message', (message) => { child.off('exit', onExit); resolve(message as Message) })
  })
}
