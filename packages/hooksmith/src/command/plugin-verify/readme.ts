import type { TObject, TSchema } from '@sinclair/typebox'
import { parse } from 'yaml'
import { error, type VerifyProblem } from './problem.js'

/** One row of the table of options. */
export interface OptionRow { readonly name: string, readonly type: string, readonly default: string, readonly line: number }

/** The rows below the heading `## Options`, up to the next heading: name, type and default in the first three columns. */
export function optionRows (readme: string): readonly OptionRow[] {
  const lines = readme.split('\n')
  const start = lines.findIndex((line) => /^#{2,3} options\s*$/i.test(line))
  if (start === -1) return []
  const end = lines.findIndex((line, at) => at > start && /^#{1,3} /.test(line))
  return lines.slice(start, end === -1 ? undefined : end).flatMap((line, at): OptionRow[] => {
    const [, name, type = '', byDefault = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    const plain = /^`([^`]+)`$/.exec(name ?? '')?.[1]
    return plain === undefined ? [] : [{ name: plain, type, default: byDefault, line: start + at + 1 }]
  })
}

/** The options of the first example in YAML that names the package: what a user would copy. */
export function exampleOptions (readme: string, packageName: string): Readonly<Record<string, unknown>> | undefined {
  for (const [, text = ''] of readme.matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)) {
    const entries = pluginsIn(text)
    const entry = entries.find((one) => isObject(one) && one.use === packageName)
    if (isObject(entry)) return isObject(entry.options) ? entry.options : {}
    if (entries.includes(packageName)) return {}
  }
  return undefined
}

function pluginsIn (text: string): readonly unknown[] {
  try {
    const config: unknown = parse(text)
    return isObject(config) && Array.isArray(config.plugins) ? config.plugins : []
  } catch {
    // Some other YAML: no example of a config.
    return []
  }
}

/** Where the table and the schema say different things. */
export function compareOptions (rows: readonly OptionRow[], schema: TObject | undefined): VerifyProblem[] {
  const properties: Readonly<Record<string, TSchema>> = schema?.properties ?? {}
  const required = new Set(schema?.required ?? [])
  const undocumented = Object.keys(properties).filter((name) => !rows.some((row) => row.name === name))
    .map((name) => error('option-undocumented', 'README.md Options', `the option '${name}' has no row`, `add a row: | \`${name}\` | ${typeOf(properties[name])} | … |`))
  return [...undocumented, ...rows.flatMap((row) => {
    const property = properties[row.name]
    const where = `README.md:${row.line}`
    if (property === undefined) return [error('option-unknown', where, `the plugin has no option '${row.name}'`, 'remove the row, or correct its name')]
    return [...typeProblems(row, property, where), ...defaultProblems(row, property, required.has(row.name), where)]
  })]
}

function typeProblems (row: OptionRow, property: TSchema, where: string): VerifyProblem[] {
  const type = typeOf(property)
  const words = type === 'integer' ? ['integer', 'number'] : type === 'array' ? ['array', 'list'] : [type]
  if (words.some((word) => row.type.toLowerCase().startsWith(word))) return []
  return [error('option-type', where, `the option '${row.name}' is of type ${type}, the table says '${row.type}'`, `write '${type}'`)]
}

function defaultProblems (row: OptionRow, property: TSchema, isRequired: boolean, where: string): VerifyProblem[] {
  const value: unknown = property.default
  if (value === undefined) {
    const due = isRequired ? 'required' : 'none'
    return row.default === due ? [] : [error('option-default', where, `the option '${row.name}' has no default, the table says '${row.default}'`, `write '${due}'`)]
  }
  const spellings = [JSON.stringify(value), ...typeof value === 'string' ? [value] : []]
  if (spellings.includes(row.default.replaceAll('`', ''))) return []
  const said = row.default === '' ? 'nothing' : row.default
  const message = `the default of '${row.name}' is ${JSON.stringify(value)}, the table says ${said}`
  return [error('option-default', where, message, `write \`${spellings.at(-1) ?? ''}\``)]
}

/** The word for a schema's type; a choice of constants is of the type of its constants. */
function typeOf (schema: TSchema | undefined): string {
  if (typeof schema?.type === 'string') return schema.type
  const [first]: readonly unknown[] = Array.isArray(schema?.anyOf) ? schema.anyOf : []
  if (isObject(first) && typeof first.type === 'string') return first.type
  return schema?.const === undefined ? 'any' : typeof schema.const
}

function isObject (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
