import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { describeError } from '@hooksmith/core'
import { HKS_ERR_COMMAND_USAGE } from '../errors.js'
import type { AddCommand } from './frame.js'
import { formatVerifyProblems } from './plugin-verify/problem.js'
import { verifyPluginPackage, type VerifiedPackage } from './plugin-verify/verify.js'
import type { ExitCode, Surroundings } from './surroundings.js'

interface VerifyFlags { readonly options?: string, readonly json?: true }

const EXAMPLES = `
Examples:
  $ hooksmith plugin verify                               the plugin in this folder, built
  $ hooksmith plugin verify plugins/greeter --json
  $ hooksmith plugin verify --options '{"url":"https://example.com"}'

Looks at package.json, the files that would be published, exports and types, declared events and scopes, and the README's table of options.
A new plugin: hooksmith plugin new`

const NEW_EXAMPLES = `
Examples:
  $ hooksmith plugin new                            asks what it needs to know
  $ hooksmith plugin new greeter --yes              asks nothing
  $ hooksmith plugin new greeter --name @acme/hooksmith-plugin-greeter --event avi:jira:created:issue

Runs npm create @hooksmith/plugin, which explains its options with --help.`

/** `hooksmith plugin`. */
export const addPlugin: AddCommand = ({ program, around, action }) => {
  const plugin = program.command('plugin').description('For authors of plugins')
  plugin.command('new [arguments...]')
    .description('Begin a plugin: a handler, an option, tests, a README, a release script')
    .allowUnknownOption()
    .helpOption(false)
    .addHelpText('after', NEW_EXAMPLES)
    .action(action(async (given: readonly string[]) => await runCreate(given, around)))
  plugin.command('verify [folder]')
    .description('Say everything that is wrong with a plugin before its users do')
    .option('--options <json>', 'to register the plugin with; default: its own defaults, else those of the example in its README')
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(action(async (folder: string | undefined, { options, json }: VerifyFlags) => {
      const verified = await verifyPluginPackage(resolve(around.directory, folder ?? '.'), options === undefined ? {} : { options: parseOptions(options) })
      const isGood = verified.problems.every(({ severity }) => severity !== 'error')
      if (json === true) around.write(JSON.stringify({ ok: isGood, ...verified }, undefined, 2))
      else tell(verified, isGood, around)
      return isGood ? 0 : 1
    }))
}

/** The scaffolder is a package of its own, fetched when it is needed: no server carries it. */
async function runCreate (given: readonly string[], { directory }: Surroundings): Promise<ExitCode> {
  const args = ['create', '--yes', '@hooksmith/plugin', '--', ...given]
  const child = spawn('npm', args, { cwd: directory, stdio: 'inherit', shell: process.platform === 'win32' })
  const code = await new Promise<number | null>((_resolve, reject) => {
    child.on('error', reject)
    child.on('close', _resolve)
  })
  return code === 0 || code === 2 ? code : 1
}

function parseOptions (text: string): Readonly<Record<string, unknown>> {
  try {
    const options: unknown = JSON.parse(text)
    if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options as Record<string, unknown>
  } catch (error) {
    throw new HKS_ERR_COMMAND_USAGE(`--options is no JSON: ${describeError(error)}`)
  }
  throw new HKS_ERR_COMMAND_USAGE('--options must be a JSON object')
}

function tell ({ name, events = [], scopes = [], problems }: VerifiedPackage, isGood: boolean, { write, color }: Surroundings): void {
  if (problems.length > 0) write(formatVerifyProblems(problems))
  const listed = `takes ${events.join(', ') || 'nothing'} · scopes ${scopes.join(', ') || 'none beyond those of its events'}`
  const count = problems.length === 0 ? '' : ` · ${problems.length} to look at`
  write(isGood ? `${color.green('✔')} ${name ?? 'the package'}: ${listed}${count}` : `${color.red('✘')} ${problems.length} to mend`)
}
