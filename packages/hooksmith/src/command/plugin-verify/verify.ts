import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError, describePlugin } from '@hooksmith/core'
import type { PluginFunction } from '../../server/config/types.js'
import { ProjectModules } from '../../server/modules.js'
import { checkScopes, compareEvents } from './declared.js'
import { packTarball } from './pack.js'
import { readPackageJson, type PackageJson } from './package-json.js'
import { error, type VerifyProblem } from './problem.js'
import { compareOptions, exampleOptions, optionRows } from './readme.js'
import { tryRegistration, type LoadedPlugin, type Registration } from './registered.js'
import { verifyTarball } from './tarball.js'
import { loadTools } from './tools.js'

/** How a package is looked at. */
export interface VerifyOptions {
  /** Options to register the plugin with, where it has some without a default. @defaultValue those of the README's example */
  readonly options?: Readonly<Record<string, unknown>>
}

/** What was found. */
export interface VerifiedPackage {
  /** Absent when it has no package.json that says so. */
  readonly name?: string
  /** Patterns that its handlers take; absent when it could not be registered. */
  readonly events?: readonly string[]
  readonly scopes?: readonly string[]
  readonly problems: readonly VerifyProblem[]
}

/**
 * Looks at a plugin's package as its users will get it: package.json, the tarball's files, exports and types, what it registers against what it
 * declares, and its options against the README. Runs the plugin's module and its `register`, and none of its handlers. Never rejects over what it finds.
 *
 * @param directory - Absolute. It has to be built.
 */
export async function verifyPluginPackage (directory: string, options: VerifyOptions = {}): Promise<VerifiedPackage> {
  const { found, problems } = await readPackageJson(directory)
  if (found === undefined) return { problems }
  const readme = await readFile(join(directory, 'README.md'), 'utf8').catch(() => undefined)
  const tarball = await tarballProblems(directory, found)
  const own = await pluginProblems(directory, found, readme, options)
  const { name, block } = found
  return {
    name,
    ...own.events === undefined ? {} : { events: own.events },
    ...block === undefined ? {} : { scopes: block.scopes },
    problems: [...problems, ...tarball, ...own.problems]
  }
}

async function tarballProblems (directory: string, { name }: PackageJson): Promise<readonly VerifyProblem[]> {
  const tools = await loadTools(directory)
  if ('code' in tools) return [tools]
  try {
    return await verifyTarball(await packTarball(directory), name, tools)
  } catch (reason) {
    return [error('pack-failed', 'package.json', `the package cannot be packed: ${describeError(reason)}`, 'run npm pack and correct what it says')]
  }
}

interface OwnFindings { readonly events?: readonly string[], readonly problems: readonly VerifyProblem[] }

async function pluginProblems (
  directory: string, found: PackageJson, readme: string | undefined, { options }: VerifyOptions): Promise<OwnFindings> {
  const loaded = await loadPlugin(directory, found)
  if ('code' in loaded) return { problems: [loaded] }
  const { plugin, callsApis } = loaded
  const example = readme === undefined ? undefined : exampleOptions(readme, found.name)
  const byDefault = await tryRegistration(plugin, options ?? {})
  const byExample = example === undefined || options !== undefined ? undefined : await tryRegistration(plugin, example)
  const best = byDefault.kind === 'registered' ? byDefault : byExample ?? byDefault
  const problems = [
    ...best.kind === 'registered' ? [] : registrationProblems(best, 'plugin-refused'),
    ...byExample === undefined || byExample === best ? [] : registrationProblems(byExample, 'readme-example'),
    ...found.block === undefined ? [] : checkScopes(found.block, callsApis),
    ...found.block === undefined || best.kind !== 'registered' ? [] : compareEvents(found.block, best.patterns),
    ...readme === undefined ? [] : compareOptions(optionRows(readme), plugin.description.options)
  ]
  return { ...best.kind === 'registered' ? { events: best.patterns } : {}, problems }
}

function registrationProblems (registration: Registration, code: 'plugin-refused' | 'readme-example'): VerifyProblem[] {
  const [where, what] = code === 'readme-example' ? ['README.md', 'the example with YAML is refused'] : ['the plugin', 'it is refused']
  switch (registration.kind) {
    case 'registered': return []
    case 'failed': return [error(code === 'readme-example' ? code : 'plugin-failed', where, `register threw: ${registration.reason}`, 'correct what it says')]
    case 'refused': return registration.mistakes.map((mistake) => error(code, where, `${what}: ${mistake}`,
      'correct it; options that have no default are taken from the README\'s example, or from --options'))
  }
}

/** A plugin's module, and whether its text calls Atlassian's APIs. */
interface LoadedModule { readonly plugin: LoadedPlugin, readonly callsApis: boolean }

async function loadPlugin (directory: string, { name, json }: PackageJson): Promise<LoadedModule | VerifyProblem> {
  const modules = new ProjectModules(directory)
  const entry = entryOf(json)
  if (entry === undefined) return error('plugin-none', 'package.json exports', `nothing says which file '${name}' is`, 'add "exports": { ".": { "types": …, "default": … } }')
  try {
    const { default: plugin } = await modules.import(join(directory, entry))
    const description = describePlugin(plugin)
    if (description === undefined) return error('plugin-none', entry, 'the default export is no plugin', 'export default definePlugin({ … })')
    const text = await readFile(join(directory, entry), 'utf8')
    // describePlugin() knows only what definePlugin() made.
    return { plugin: { plugin: plugin as PluginFunction, description }, callsApis: /\.as(App|User)\s*\(/.test(text) }
  } catch (reason) {
    return error('plugin-failed', entry, `it cannot be loaded: ${describeError(reason)}`, 'build the package, and correct what it says')
  }
}

/** The file that `import` finds: the string, or the first of the conditions that Node takes. */
function entryOf (json: Readonly<Record<string, unknown>>): string | undefined {
  const at = (value: unknown, name: string): unknown => typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  const root = at(json.exports, '.') ?? json.exports
  const found = typeof root === 'string' ? root : ['node', 'import', 'default'].map((name) => at(root, name)).find((value) => typeof value === 'string')
  return typeof found === 'string' ? found : undefined
}
