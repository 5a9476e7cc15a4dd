import { basename, relative, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { createPlugin, type CreatedPlugin } from './create-plugin.js'
import { packageNameFor } from './names.js'
import type { CreateOptions } from './options.js'
import { ask } from './prompts.js'

/** What the command sees of the world, so that a test can be one. */
export interface CreateSurroundings {
  readonly directory: string
  /** Standard output, a piece without the line's end. */
  readonly write: (text: string) => void
  /** Standard error. */
  readonly complain: (text: string) => void
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean
}

/** 0 written; 1 not; 2 the command line is wrong. */
export type CreateExitCode = 0 | 1 | 2

interface Flags extends Omit<CreateOptions, 'folder'> {
  readonly yes?: true
  readonly json?: true
}

const EXAMPLES = `
Examples:
  $ npm create @hooksmith/plugin                                asks what it needs to know
  $ npm create @hooksmith/plugin my-plugin -- --yes             asks nothing
  $ npm create @hooksmith/plugin greeter -- --name @acme/hooksmith-plugin-greeter --event avi:jira:created:issue`

/** Runs the command line `args`, program name left out. Never rejects. */
export async function runCreate (args: readonly string[], around: CreateSurroundings): Promise<CreateExitCode> {
  let code: CreateExitCode = 0
  const program = programFor(around)
  program.action(async (folder: string | undefined, flags: Flags) => { code = await create(folder, flags, around) })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    // Commander has told by itself what is wrong with the line; help that was asked for ends with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    around.complain(error instanceof Error ? error.message : String(error))
    return 1
  }
}

function programFor ({ write, complain }: CreateSurroundings): Command {
  return new Command('create-plugin')
    .description('Writes a Hooksmith plugin: a handler, an option, tests, a README, a release script')
    .argument('[folder]', 'where; it is made if it is not there, and must be empty if it is')
    .option('--name <name>', 'of the package; default: hooksmith-plugin-<folder>')
    .option('--event <event>', 'that the first handler takes; default: avi:confluence:created:page')
    .option('--description <text>', 'one line')
    .option('--author <name>', 'who holds the copyright')
    .option('--registry <url>', 'your own registry to publish to')
    .option('-y, --yes', 'ask nothing, take the defaults')
    .option('--json', 'ask nothing, and tell programs what was written')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: (text) => { write(text.trimEnd()) }, writeErr: (text) => { complain(text.trimEnd()) } })
}

async function create (folder: string | undefined, flags: Flags, around: CreateSurroundings): Promise<CreateExitCode> {
  const { yes, json, ...given } = flags
  const isAsking = around.isInteractive && yes !== true && json !== true
  if (!isAsking && folder === undefined) {
    around.complain('error: name a folder, for example: npm create @hooksmith/plugin my-plugin')
    return 2
  }
  const options = isAsking ? await ask({ ...given, ...(folder === undefined ? {} : { folder }) }) : withName(folder ?? '', given, around)
  if (options === undefined) return 1
  const created = await createPlugin({ ...options, folder: resolve(around.directory, options.folder) })
  around.write(json === true ? JSON.stringify(created, undefined, 2) : nextSteps(created, around))
  return 0
}

function withName (folder: string, given: Omit<CreateOptions, 'folder' | 'name'> & { readonly name?: string }, { directory }: CreateSurroundings): CreateOptions {
  return { ...given, folder, name: given.name ?? packageNameFor(basename(resolve(directory, folder))) }
}

function nextSteps ({ folder, name, files }: CreatedPlugin, { directory }: CreateSurroundings): string {
  const where = relative(directory, folder)
  return [
    `${name}: ${files.length} files written. Next:`,
    '',
    ...where === '' ? [] : [`  cd ${where}`],
    '  npm install',
    '  npm test            its tests',
    '  npm run verify      is the package in order?',
    '  npm run release     build, test, verify, publish'
  ].join('\n')
}
