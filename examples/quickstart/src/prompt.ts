import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** What a person can type, and what it does. */
export type Commands = Readonly<Record<string, { readonly help: string, run (site: string | undefined): void | Promise<void> }>>

/** Reads commands until the input ends, and never lets a mistake end the process. */
export function readCommands (input: Readable, output: Writable, commands: Commands): void {
  // Lines as the terminal gives them: in raw mode it makes no signal of Ctrl-C, and its loss keeps the process from ending.
  const lines = createInterface({ input, output, prompt: '> ', terminal: false })
  const obey = async (line: string): Promise<void> => {
    const [word = '', site] = line.trim().split(/\s+/)
    const command = commands[word]
    if (command !== undefined) await command.run(site)
    else if (word !== '') output.write(`${helpText(commands)}\n`)
  }
  lines.on('line', (line) => {
    obey(line).catch((error: unknown) => { output.write(`${error instanceof Error ? error.message : String(error)}\n`) }).finally(() => { lines.prompt() })
  })
  lines.prompt()
}

/** One line a command. */
export function helpText (commands: Commands): string {
  return Object.entries(commands).map(([name, { help }]) => `  ${name.padEnd(16)} ${help}`).join('\n')
}
