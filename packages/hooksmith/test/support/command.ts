import { createColors } from 'picocolors'
import { runProgram } from '../../src/command/program.js'
import type { Environment } from '../../src/index.js'

/** What a command line came to. */
export interface CommandResult {
  readonly code: number
  readonly output: string
  readonly complaints: string
}

/** Runs a command line in this process. */
export async function runCommand (directory: string, args: readonly string[], environment: Environment = {}): Promise<CommandResult> {
  const [output, complaints]: [string[], string[]] = [[], []]
  const code = await runProgram(args, {
    directory,
    environment,
    write: (text) => { output.push(text) },
    complain: (text) => { complaints.push(text) },
    color: createColors(false),
    isTerminal: false
  })
  return { code, output: output.join('\n'), complaints: complaints.join('\n') }
}
