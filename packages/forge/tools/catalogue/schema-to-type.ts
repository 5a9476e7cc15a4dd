import { definitionTypeName } from './names.js'
import type { Schema } from './source.js'

const known = new Set(['$ref', 'type', 'const', 'enum', 'format', 'pattern', 'description', 'items', 'required', 'properties'])
const refPrefix = '#/definitions/'

/** The key of the definition that a `$ref` points to. */
export const definitionKey = (ref: string): string => ref.slice(refPrefix.length)

/** A TypeScript literal. */
export const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** A docstring of these lines at this indentation; an empty string when there are none. */
export function docstring (lines: readonly string[], indent = ''): string {
  const safe = lines.map((line) => line.replaceAll('*/', '*\\/'))
  if (safe.length === 0) return ''
  if (safe.length === 1) return `${indent}/** ${safe.join('')} */\n`
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}

/**
 * The TypeScript type of a schema. Objects stay open: members that the schema does not name read as `unknown`.
 *
 * @throws When the schema uses a keyword that this does not know: better no type than a wrong one.
 */
export function schemaToType (schema: Schema, indent = ''): string {
  const strange = Object.keys(schema).find((keyword) => !known.has(keyword))
  if (strange !== undefined) throw new Error(`JSON Schema keyword without a rule: ${strange}`)
  if (schema.$ref !== undefined) return definitionTypeName(definitionKey(schema.$ref))
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(literal).join(' | ')
  if (schema.type === undefined) return 'unknown'
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type
  return types.map((type) => ofType(type, schema, indent)).join(' | ')
}

function ofType (type: string, schema: Schema, indent: string): string {
  switch (type) {
    case 'object': return objectType(schema, indent)
    case 'array': return arrayType(schema.items ?? {}, indent)
    case 'integer': return 'number'
    case 'string': case 'number': case 'boolean': case 'null': return type
    default: throw new Error(`JSON Schema type without a rule: ${type}`)
  }
}

function arrayType (items: Schema, indent: string): string {
  const type = schemaToType(items, indent)
  const isUnion = type.includes(' | ') && !type.startsWith('{')
  return `readonly ${isUnion ? `(${type})` : type}[]`
}

/** The body of an object type or interface, braces included. */
export function objectType (schema: Schema, indent = ''): string {
  const inner = `${indent}  `
  const members = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isRequired = schema.required?.includes(name) ?? false
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
    return `${docstring(memberDoc(name, property), inner)}${inner}readonly ${key}${isRequired ? '' : '?'}: ${memberType(name, property, isRequired, inner)}\n`
  })
  return `{\n${members.join('')}${inner}readonly [key: string]: unknown\n${indent}}`
}

const isInherited = (name: string): boolean => name in Object.prototype

/** An absent `toString` reads as the function that every object inherits; the type says so. */
function memberType (name: string, property: Schema, isRequired: boolean, indent: string): string {
  const type = schemaToType(property, indent)
  return isInherited(name) && !isRequired ? `${type} | Object[${literal(name)}]` : type
}

function memberDoc (name: string, property: Schema): string[] {
  const lines = property.description === undefined ? [] : [property.description]
  if (property.format === 'date-time') lines.push('A date-time of RFC 3339.')
  if (property.pattern !== undefined) lines.push(`Matches \`${property.pattern}\`.`)
  if (isInherited(name)) lines.push('Where the sender leaves it out, this reads as the function that every object inherits: test the type.')
  return lines
}
