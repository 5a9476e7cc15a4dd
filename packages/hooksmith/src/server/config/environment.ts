import { readFileSync } from 'node:fs'
import { constantsOf, expectation, othersOf, propertiesOf, variantsOf, type JsonSchema } from './json-schema.js'
import { nearestName } from './nearest.js'
import { quote, type ConfigProblem, type Path, type Where } from './problem.js'

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One member of the config that does not come from its file. */
export interface Override {
  readonly path: Path
  readonly value: unknown
  readonly where: Where
}

/** What an environment says of the config. */
export interface EnvironmentReading {
  readonly overrides: readonly Override[]
  readonly problems: readonly ConfigProblem[]
}

const PREFIX = 'HOOKSMITH_'
const FILE = '_FILE'
/** Names that everybody knows. The one with the prefix wins. */
const USUAL: ReadonlyArray<readonly [name: string, path: Path]> = [
  ['PORT', ['server', 'port']], ['HOST', ['server', 'host']], ['LOG_LEVEL', ['log', 'level']], ['LOG_FORMAT', ['log', 'format']]
]
/** Names with the prefix that are not members of the config. */
const OTHERS = ['HOOKSMITH_CONFIG', 'HOOKSMITH_TOKEN_KEYS', 'HOOKSMITH_TOKEN_KEYS_FILE']

/** What one variable stands for. */
interface Leaf { readonly path: Path, readonly schema: JsonSchema }

/**
 * What the environment says: `HOOKSMITH_` and the path of a member in upper snake case, `__` between its parts; and the usual names. A text may
 * also be in a file that `…_FILE` names. An empty variable counts as absent.
 */
export function readEnvironment (environment: Environment, schema: JsonSchema): EnvironmentReading {
  const leaves = new Map(leavesOf(schema, []).map((leaf) => [nameOf(leaf.path), leaf]))
  const overrides: Override[] = []
  const problems: ConfigProblem[] = []
  const take = (name: string, leaf: Leaf, text: string): void => {
    const value = parse(text, leaf.schema)
    if (value === undefined) problems.push(unparsed(name, leaf.schema, text))
    else overrides.push({ path: leaf.path, value, where: { variable: name } })
  }
  for (const [name, path] of USUAL) {
    const [text, leaf] = [environment[name] ?? '', leaves.get(nameOf(path))]
    if (text !== '' && leaf !== undefined) take(name, leaf, text)
  }
  for (const [name, text = ''] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || text === '' || OTHERS.includes(name)) continue
    const [leaf, fromFile] = find(name, leaves, schema)
    const content = fromFile ? readText(text) : text
    if (leaf === undefined) problems.push(unknownVariable(name, [...leaves.keys(), ...OTHERS]))
    else if (content === undefined) problems.push({ code: 'env-file', where: { variable: name }, message: `${name} names a file that cannot be read`, fix: 'name a file that is there, or unset it' })
    else take(name, leaf, content)
  }
  return { overrides, problems }
}

function find (name: string, leaves: ReadonlyMap<string, Leaf>, schema: JsonSchema): [leaf: Leaf | undefined, fromFile: boolean] {
  const leaf = leaves.get(name) ?? openLeaf(name, schema)
  if (!name.endsWith(FILE) || leaves.has(name)) return [leaf, false]
  const base = name.slice(0, -FILE.length)
  return [leaves.get(base) ?? openLeaf(base, schema), true]
}

/** Every member that a variable can name: whatever holds no named members of its own, and what can be said in one word. */
function leavesOf (schema: JsonSchema, path: Path): Leaf[] {
  const own = path.length === 0 || (schema.type === 'object' && Object.keys(propertiesOf(schema)).length > 0) ? [] : [{ path, schema }]
  const members = new Map(variantsOf(schema).flatMap((variant) => Object.entries(propertiesOf(variant)).filter(([name]) => name !== '$schema')))
  return [...own, ...[...members].flatMap(([name, member]) => leavesOf(member, [...path, name]))]
}

/** A member below one whose members have no fixed names: a receiver that is not ours. */
function openLeaf (name: string, schema: JsonSchema): Leaf | undefined {
  const path = name.slice(PREFIX.length).split('__').map(camelCase)
  const [top = '', second, ...rest] = path
  const others = othersOf(propertiesOf(schema)[top] ?? {})
  const isOpen = others !== undefined && second !== undefined && second !== 'forge' && rest.length > 0 && path.every((part) => part !== '')
  return isOpen ? { path, schema: {} } : undefined
}

function nameOf (path: Path): string {
  return PREFIX + path.map((part) => String(part).replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('__')
}

function camelCase (text: string): string {
  return text.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** What a text means as a value of the schema; `undefined` when it means none. What comes out is checked like a value of the file. */
function parse (text: string, schema: JsonSchema): unknown {
  if (/^\s*[[{]/.test(text)) return parseJson(text)
  const types = variantsOf(schema).map(({ type }) => type)
  if (types.includes('boolean') && /^(true|false|1|0)$/i.test(text)) return /^(true|1)$/i.test(text)
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (types.includes('array')) return text.split(',').map((part) => part.trim()).filter((part) => part !== '')
  return types.includes('string') || types.includes(undefined) ? text : undefined
}

function parseJson (text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // The parser's own message repeats the text, which may be a secret.
    return undefined
  }
}

function unparsed (name: string, schema: JsonSchema, text: string): ConfigProblem {
  const isPlain = schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean' || constantsOf(schema).length > 0
  const received = isPlain && text.length <= 20 ? quote(text) : `a text of ${text.length} characters`
  return { code: 'env-value', where: { variable: name }, message: `${name} must be ${expectation(schema)}, received ${received}`, fix: `set it to ${expectation(schema)}, or unset it` }
}

function unknownVariable (name: string, known: readonly string[]): ConfigProblem {
  const nearest = nearestName(name, known)
  const fix = nearest === undefined ? 'unset it; members of the config are HOOKSMITH_ and their path, with __ between its parts' : `write ${nearest}`
  return { code: 'env-unknown', where: { variable: name }, message: `${name} stands for no member of the config`, fix }
}

function readText (file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    // Told as a problem of the variable.
    return undefined
  }
}
