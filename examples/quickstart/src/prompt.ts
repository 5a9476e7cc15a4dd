import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** What a person can type, and what it does. */
export type Commands = Readonly<Record<string, { readonly help: string, run (site: string | undefined): void | Promise<void> }>>

/** Reads commands until the input ends, and never lets a mistake end the process. */
export function readCommands (input: Readable, output: Writable, commands: Commands): void {
  const lines = createInterface({ input, output, prompt: '> ', terminal: process.stdout.isTTY })
  const obey = async (line: string): Promise<void> => {
    const [word = '', site] = line.trim().split(/\s+/)
    const command = commands[word]
    if (command !== undefined) await command.run(site)
    else if (word !== '') output.write(`${helpText(commands)}\n`)
  }
  lines.on('line', (line) => {
    obey(line).catch((error: unknown) => { output.write(`${error instanceof Error ? error.message : String(error)}\n`) }).finally(() => { lines.prompt() })
  })
  // A terminal in raw mode makes no signal of Ctrl-C.
  lines.once('SIGINT', () => { process.kill(process.pid, 'SIGINT') })
  lines.prompt()
}

/** One line a command. */
export function helpText (commands: Commands): string {
  return Object.entries(commands).map(([name, { help }]) => `  ${name.padEnd(16)} ${help}`).join('\n')
}
