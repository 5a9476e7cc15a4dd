import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a subject tells about itself once it listens. */
interface Listening { readonly kind: 'listening', readonly url: string }

/** Processor time a subject has used since its start; what it has stored since the last question, and from the first to the last of that. */
export interface Usage { readonly kind: 'usage', readonly cpuMs: number, readonly stored: number, readonly tookMs: number }

/** A server in a process of its own, to be measured. */
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
    const child = fork(script, [], { env: { ...process.env, ...environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const { url } = await message<Listening>(child, 'listening')
    return new Subject(name, url, child)
  }

  async usage (): Promise<Usage> {
    const answer = message<Usage>(this.#process, 'usage')
    this.#process.send('usage')
    return await answer
  }

  async stop (): Promise<void> {
    const gone = new Promise((resolve) => { this.#process.once('exit', resolve) })
    this.#process.send('stop')
    await gone
  }
}

async function message<T extends { readonly kind: string }> (child: ChildProcess, kind: T['kind']): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    child.once('exit', (code) => { reject(new Error(`the subject ended with code ${code}`)) })
    child.on('message', function listen (sent: T) {
      if (sent.kind !== kind) return
      child.off('message', listen)
      resolve(sent)
    })
  })
}
