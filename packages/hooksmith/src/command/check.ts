import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { checkManifest, formatProblems as formatManifestProblems, serverNeedsOf, type ManifestProblem, type ServerNeeds } from '@hooksmith/forge/manifest'
import { HKS_ERR_COMMAND_FAILED } from '../errors.js'
import { checkProject, inspect, tryComposition, type CheckedProject } from '../server/check-project.js'
import type { LoadedConfig } from '../server/config/load.js'
import { formatProblem, formatProblems, formatWhere, type ConfigProblem } from '../server/config/problem.js'
import type { ResolvedConfig } from '../server/config/resolve.js'
import { driverName } from '../server/drivers.js'
import { describeEndpoint } from '../server/summary.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import type { AddCommand } from './frame.js'
import type { ExitCode, Surroundings } from './surroundings.js'

interface Flags extends ConfigFlag {
  readonly manifest?: string
  readonly json?: true
}

/** A manifest that was looked at. */
interface CheckedManifest { readonly file: string, readonly problems: readonly ManifestProblem[] }

const EXAMPLES = `
Examples:
  $ hooksmith check                              config, plugins, and manifest.yml if there is one
  $ hooksmith check --manifest ../app/manifest.yml
  $ hooksmith check --json | jq '.problems[].fix'

Opens no queue and makes no file. Exits with 78 when something has to be mended.`

/** `hooksmith check`. */
export const addCheck: AddCommand = ({ program, around, action }) => {
  withConfigFlag(program.command('check').description('Say everything that is wrong with config, plugins and manifest'))
    .option('--manifest <file>', 'the Forge manifest; default: manifest.yml beside the config')
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(action(async (flags: Flags) => {
      const project = await checkProject(await loadFor(flags, around))
      const manifest = await checkManifestOf(project, flags.manifest, around)
      if (flags.json === true) around.write(asJson(project, manifest))
      else tell(project, manifest, around)
      return codeOf(project.problems, manifest)
    }))
}

function codeOf (problems: readonly ConfigProblem[], manifest: CheckedManifest | undefined): ExitCode {
  const isManifestWrong = manifest?.problems.some(({ severity }) => severity === 'error') ?? false
  return problems.length > 0 || isManifestWrong ? 78 : 0
}

/** The manifest is checked against the server when that is in order, else by itself. */
async function checkManifestOf (
  { loaded, problems }: CheckedProject, named: string | undefined, { directory }: Surroundings): Promise<CheckedManifest | undefined> {
  const path = named === undefined ? join(loaded.root, 'manifest.yml') : join(directory, named)
  if (named === undefined && !existsSync(path)) return undefined
  if (!existsSync(path)) throw new HKS_ERR_COMMAND_FAILED(`There is no manifest at ${named ?? path}`)
  const bytes = await readFile(path)
  const needs = problems.length === 0 && loaded.config.receivers.has('forge') ? await needsFor(loaded) : undefined
  const options = { ...needs === undefined ? {} : { needs }, isStrict: loaded.config.strict }
  return { file: relative(directory, path), problems: checkManifest(bytes, options) }
}

async function needsFor (loaded: LoadedConfig): Promise<ServerNeeds> {
  const { parts } = await inspect(loaded)
  const { app } = await tryComposition(loaded, parts)
  const needs = serverNeedsOf(app.hooksmith)
  await app.close()
  return needs
}

function tell (
  { loaded, problems, warnings, parts, endpoints }: CheckedProject, manifest: CheckedManifest | undefined, around: Surroundings): void {
  const { write, color } = around
  for (const warning of warnings) write(formatProblem(warning, 'warning'))
  if (problems.length > 0) write(formatProblems(problems))
  else {
    const { config } = loaded
    const named = [`queue ${driverName(config.queue)}`, `store ${driverName(config.store)}`, `receivers ${receiversOf(config) || 'none'}`]
    write(`${color.green('✔')} ${loaded.file}: ${named.join(' · ')} · plugins ${parts.plugins.map(({ title }) => title).join(', ') || 'none'}`)
    if (endpoints.length > 0) write(`  answers ${endpoints.map(describeEndpoint).join(', ')}`)
  }
  if (manifest === undefined) return
  const isGood = manifest.problems.every(({ severity }) => severity !== 'error')
  write(manifest.problems.length === 0 ? `${color.green('✔')} ${manifest.file}` : `${isGood ? '' : '\n'}${formatManifestProblems(manifest.file, manifest.problems)}`)
}

/** Each by its name in the config, with what it stands for where that is another. */
function receiversOf ({ receivers }: ResolvedConfig): string {
  return [...receivers].map(([name, { use, isNamed }]) => isNamed && typeof use === 'string' ? `${name} (${use})` : name).join(', ')
}

function asJson ({ loaded, problems, warnings }: CheckedProject, manifest: CheckedManifest | undefined): string {
  const plain = ({ code, where, message, fix }: ConfigProblem): object => ({ code, at: formatWhere(where), ...where, message, fix })
  const isGood = codeOf(problems, manifest) === 0
  const found = { problems: problems.map(plain), warnings: warnings.map(plain), ...manifest === undefined ? {} : { manifest } }
  return JSON.stringify({ ok: isGood, file: loaded.file, ...found }, undefined, 2)
}
