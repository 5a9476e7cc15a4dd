import { spawn } from 'node:child_process'

/** What a program that ended has said. */
export interface Ended { readonly code: number | null, readonly output: string }

/** Environment of a child that knows of none of the runner's own settings. */
export function childEnvironment (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|TAP|NODE_OPTIONS|NODE_ENV|_TAPJS)/i.test(name))
  return { ...Object.fromEntries(inherited), ...more, CI: '1', NO_COLOR: '1' }
}

/** Runs a program to its end; standard output and error in one. */
export async function runStep (
  folder: string, env: Readonly<Record<string, string>>, program: string, ...args: readonly string[]): Promise<Ended> {
  const child = spawn(program, args, { cwd: folder, env: childEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text })
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => { resolve({ code, output }) })
  })
}

/** A program that goes on until it is told to end. */
export interface Running {
  /** Everything that it has said so far. */
  output (): string
  /** Resolves once its output holds `text`; rejects when it ends before. */
  said (text: string): Promise<void>
  /** SIGTERM; resolves to the exit code. */
  stop (): Promise<number | null>
}

export function startProgram (folder: string, env: Readonly<Record<string, string>>, program: string, ...args: readonly string[]): Running {
  const child = spawn(program, args, { cwd: folder, env: childEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let hasEnded = false
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text })
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => { resolve(null) })
    child.on('close', (code) => { hasEnded = true; resolve(code) })
  })
  return {
    output: () => output,
    said: async (text) => {
      while (!output.includes(text)) {
        if (hasEnded) throw new TypeError(`it ended before it said '${text}':\n${output}`)
        await new Promise((resolve) => { setTimeout(resolve, 50) })
      }
    },
    stop: async () => {
      child.kill('SIGTERM')
      return await ended
    }
  }
}
