import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError } from '@hooksmith/core'
import { readPluginPackage, type PluginBlock } from '../../server/plugin-package.js'
import { error, warning, type VerifyProblem } from './problem.js'

/** What of a package.json is looked at. */
export interface PackageJson {
  readonly name: string
  readonly json: Readonly<Record<string, unknown>>
  readonly block: PluginBlock | undefined
}

const FILE = 'package.json'
/** What a page of a registry, a scanner or an installer looks for. */
const FIELDS: ReadonlyArray<readonly [name: string, fix: string]> = [
  ['version', 'add "version": "0.1.0"'], ['description', 'say in one line what the plugin does'], ['license', 'add "license", for example "MIT"'],
  ['files', 'add "files": ["dist", "src"], so that nothing else is published'], ['exports', 'add "exports" with "types" before "default"'],
  ['engines', 'add "engines": { "node": ">=20.19.0" }']
]

/** A package.json as far as it could be read, and what is wrong with it. */
export interface PackageReading { readonly found?: PackageJson, readonly problems: readonly VerifyProblem[] }

/** Reads the package.json of a plugin; what cannot be read ends the look at it. */
export async function readPackageJson (directory: string): Promise<PackageReading> {
  const json = await parsed(join(directory, FILE))
  if (typeof json === 'string') return { problems: [error('package-missing', FILE, json, 'run this in the folder of a plugin')] }
  const { name, block, problems } = readPluginPackage(json)
  const all = [
    ...problems.map(({ code, path, message, fix }) => error(code, `${FILE} ${path}`, message, fix)),
    ...fieldProblems(json),
    ...name === undefined ? [error('package-field', `${FILE} name`, "the package has no 'name'", 'add "name": "hooksmith-plugin-…"')] : []
  ]
  return name === undefined ? { problems: all } : { found: { name, json, block }, problems: all }
}

async function parsed (file: string): Promise<Readonly<Record<string, unknown>> | string> {
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof json === 'object' && json !== null ? json as Record<string, unknown> : 'it is no JSON object'
  } catch (reason) {
    return `it cannot be read: ${describeError(reason)}`
  }
}

function fieldProblems (json: Readonly<Record<string, unknown>>): VerifyProblem[] {
  const missing = FIELDS.filter(([name]) => json[name] === undefined)
    .map(([name, fix]) => error('package-field', `${FILE} ${name}`, `the package has no '${name}'`, fix))
  const own = Object.keys(typeof json.dependencies === 'object' ? json.dependencies ?? {} : {})
    .filter((name) => ['@hooksmith/core', '@hooksmith/forge', 'fastify', 'hooksmith'].includes(name))
  return [
    ...missing,
    ...json.private === true ? [error('package-private', `${FILE} private`, 'a private package cannot be published', 'remove "private"')] : [],
    ...json.type === 'module' ? [] : [error('package-field', `${FILE} type`, 'plugins are ES modules', 'add "type": "module"')],
    ...own.map((name) => warning('package-peer', `${FILE} dependencies`, `'${name}' belongs to the server, and would be installed a second time`,
      'move it to "peerDependencies", and to "devDependencies" for your tests'))
  ]
}
