import { checkValue, type Finding } from './check-value.js'
import { readEnvironment, type Environment, type Override } from './environment.js'
import { findProject } from './find-file.js'
import { formatPath, type ConfigProblem, type Path, type Where } from './problem.js'
import { resolveConfig, type ResolvedConfig } from './resolve.js'
import { CONFIG_JSON_SCHEMA } from './schema.js'
import { isObject } from './source.js'

/** Where a config comes from. */
export interface LoadOptions {
  /** Where the config file is looked for, and what a relative `file` starts from. */
  readonly directory: string
  /** @defaultValue the variable HOOKSMITH_CONFIG, else the first of the usual names that is there */
  readonly file?: string | undefined
  /** @defaultValue none: no variable is read */
  readonly environment?: Environment
  /** What the command line says. It wins over the environment. */
  readonly flags?: readonly Override[]
}

/** A config with all that is wrong with it so far. */
export interface LoadedConfig {
  /** The directory of the config file: paths in it start here, and packages are looked for from here. */
  readonly root: string
  /** The config file, from `directory`. */
  readonly file: string
  /** Defaults filled in. Where there are problems, what is in order is in it. */
  readonly config: ResolvedConfig
  readonly environment: Environment
  readonly problems: readonly ConfigProblem[]
  /** Where the member at `path` was said: a flag, a variable, a place in the file. */
  where (path: Path): Where
}

/** Reads a config: flags over environment over file over defaults. Mistakes are answered, not thrown. */
export async function loadConfig ({ directory, file, environment = {}, flags = [] }: LoadOptions): Promise<LoadedConfig> {
  const named = file ?? (environment.HOOKSMITH_CONFIG === '' ? undefined : environment.HOOKSMITH_CONFIG)
  const { root, source } = await findProject(directory, named)
  const fromEnvironment = readEnvironment(environment, CONFIG_JSON_SCHEMA)
  const overrides = [...fromEnvironment.overrides, ...flags]
  const value = overrides.reduce((whole, override) => withMember(whole, override.path, override.value), { ...source.value })
  const where = (path: Path): Where => {
    const said = overrideAt(overrides, path) ?? overrideBelow(overrides, source.value, path)
    return said?.where ?? source.where(path)
  }
  const findings = checkValue(CONFIG_JSON_SCHEMA, value, [], isCode)
  const problems = [...source.problems, ...fromEnvironment.problems, ...findings.map((finding) => problemOf(finding, where))]
  const config = resolveConfig(without(value, findings), { root, environment })
  return { root, file: source.file, config, environment, problems, where }
}

function problemOf ({ code, path, message, fix }: Finding, where: (path: Path) => Where): ConfigProblem {
  return { code, where: where(path), message, fix }
}

/** Plugins are functions, queues and stores have methods: only code can hand them in. */
function isCode (value: unknown, [top, , below]: Path): boolean {
  if (top === 'plugins') return typeof value === 'function' && (below === undefined || below === 'use')
  if (top === 'receivers') return typeof value === 'function' && below === 'use'
  if (top === 'queue' || top === 'store') return isObject(value) && typeof (top === 'queue' ? value.enqueue : value.get) === 'function'
  return false
}

/** The last override of the member, or of one that holds it. */
function overrideAt (overrides: readonly Override[], path: Path): Override | undefined {
  const text = formatPath(path)
  return overrides.findLast((override) => {
    const own = formatPath(override.path)
    return own === text || text.startsWith(`${own}.`) || text.startsWith(`${own}[`)
  })
}

/** The last override below a member that the file does not have: whatever is there, it brought. */
function overrideBelow (overrides: readonly Override[], value: unknown, path: Path): Override | undefined {
  const isInFile = path.reduce((whole: unknown, name) => typeof whole === 'object' && whole !== null ? Reflect.get(whole, name) : undefined, value) !== undefined
  return isInFile ? undefined : overrides.findLast((override) => formatPath(override.path).startsWith(`${formatPath(path)}.`))
}

/** A copy with one member set. A driver that stands there by its name alone becomes an object. */
function withMember (whole: Readonly<Record<string, unknown>>, [name, ...rest]: Path, value: unknown): Record<string, unknown> {
  const key = String(name)
  if (rest.length === 0) return { ...whole, [key]: value }
  const inner = whole[key]
  const base = isObject(inner) ? inner : typeof inner === 'string' ? { driver: inner } : {}
  return { ...whole, [key]: withMember(base, rest, value) }
}

/** What is left when everything that is wrong is taken away, so that the rest can still be looked at. */
function without (value: Readonly<Record<string, unknown>>, findings: readonly Finding[]): Readonly<Record<string, unknown>> {
  return findings.reduce((rest: Readonly<Record<string, unknown>>, { path: [top, second] }) => {
    const name = String(top)
    const member = rest[name]
    if (name === 'plugins' && Array.isArray(member) && typeof second === 'number') return { ...rest, plugins: member.with(second, undefined) }
    if (name === 'receivers' && isObject(member) && second !== undefined) return { ...rest, receivers: { ...member, [second]: undefined } }
    return { ...rest, [name]: undefined }
  }, value)
}
