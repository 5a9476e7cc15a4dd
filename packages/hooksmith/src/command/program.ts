import { describeError } from '@hooksmith/core'
import { Command, CommanderError } from 'commander'
import { HKS_ERR_COMMAND_USAGE } from '../errors.js'
import { formatProblems } from '../server/config/problem.js'
import { problemsIn } from '../server/build-server.js'
import { COMMANDS } from './registry.js'
import type { ExitCode, Surroundings } from './surroundings.js'

const EXAMPLES = `
Examples:
  $ hooksmith check          is my config right?
  $ hooksmith dev            a pretended Forge and my server, started again on every change
  $ hooksmith serve          the server
  $ hooksmith dead list      what failed for good, and why

Every command that reads takes --json. Exit codes: 0 done, 1 failed, 2 wrong command line, 78 wrong config.`

/** Runs the command line `args`, program name left out. Never rejects. */
export async function runProgram (args: readonly string[], around: Surroundings, commands = COMMANDS): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = programOf(around)
  for (const add of commands) add({ program, around, action: (work) => async (...given) => { code = await work(...given) } })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    return failureOf(error, around)
  }
}

function programOf ({ write, complain }: Surroundings): Command {
  return new Command('hooksmith')
    .description('A webhook router: composes a server from a config file, and looks into it.')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: (text) => { write(text.trimEnd()) }, writeErr: (text) => { complain(text.trimEnd()) } })
}

function failureOf (error: unknown, { complain }: Surroundings): ExitCode {
  // Commander has told by itself what is wrong with the line; help that was asked for ends with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof HKS_ERR_COMMAND_USAGE) {
    complain(error.message)
    return 2
  }
  const problems = problemsIn(error)
  complain(problems === undefined ? withoutOwnCode(describeError(error)) : formatProblems(problems))
  return problems === undefined ? 1 : 78
}

/** The code of this one says nothing that its message does not. */
function withoutOwnCode (text: string): string {
  return text.replace(/^HKS_ERR_COMMAND_FAILED: /, '')
}
