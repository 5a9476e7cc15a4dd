import { Kind, KindGuard, type TSchema } from '@sinclair/typebox'
import { hintFor } from '../names.js'
import { failureOf, unless } from '../option-problems.js'
import { findSchemaFaults } from '../schema-faults.js'
import type { EndpointMethod } from './endpoint.js'
import { Fit, type InputPart } from './fit.js'

/** Types of TypeBox for values that neither JSON nor a URL can hold; nothing that comes would ever fit. */
const OF_JAVASCRIPT: ReadonlySet<string> = new Set([
  'AsyncIterator', 'BigInt', 'Constructor', 'Date', 'Function', 'Iterator', 'Promise', 'Symbol', 'Uint8Array'
])

/** What is wrong with the schemas of an endpoint, a sentence each. @param path, methods - Looked at only where they are such. */
export function findSchemaProblems (
  path: unknown, methods: readonly EndpointMethod[], schemas: Readonly<Partial<Record<InputPart, unknown>>>): string[] {
  const { params, query, body } = schemas
  return [
    ...objectProblems('params', params),
    ...typeof path === 'string' && isSchema(params) ? nameProblems(path, params) : [],
    ...objectProblems('query', query),
    ...partProblems('body', body),
    // As Fastify does: FST_ERR_ROUTE_BODY_VALIDATION_SCHEMA_NOT_SUPPORTED.
    ...unless(body === undefined || !methods.includes('GET'), "option 'body': a GET has no body; what its callers send is in 'params' and 'query'")
  ]
}

function partProblems (part: InputPart, schema: unknown): string[] {
  if (schema === undefined) return []
  if (!isSchema(schema)) return [`option '${part}' must be a schema of TypeBox`]
  const faults = findSchemaFaults(schema, whyNever).map(({ path, why }) => `option '${part}'${path === '' ? '' : `: '${path}'`} ${why}`)
  return faults.length > 0 ? faults : failureOf(() => new Fit(part, schema), `option '${part}': `)
}

/** What stands in a URL has names. */
function objectProblems (part: 'params' | 'query', schema: unknown): string[] {
  const problems = partProblems(part, schema)
  return problems.length > 0 || !isSchema(schema) ? problems : unless(isOfObjects(schema), `option '${part}' must be a schema of an object, such as Type.Object({ … })`)
}

function isOfObjects (schema: TSchema): boolean {
  if (KindGuard.IsIntersect(schema)) return schema.allOf.every(isOfObjects)
  if (KindGuard.IsUnion(schema)) return schema.anyOf.every(isOfObjects)
  return KindGuard.IsObject(schema) || KindGuard.IsRecord(schema)
}

/** A schema that no call can fit, because it names other parameters than the path. */
function nameProblems (path: string, schema: TSchema): string[] {
  if (!KindGuard.IsObject(schema)) return []
  const given = [...path.matchAll(/:(\w+)|\*$/g)].map(([whole, name]) => name ?? whole)
  const known = Object.keys(schema.properties)
  const isClosed = schema.additionalProperties === false
  return [
    ...known.filter((name) => !given.includes(name)).map((name) => `option 'params': the path has no parameter '${name}'${hint(name, given)}`),
    ...given.filter((name) => isClosed && !known.includes(name)).map((name) => `option 'params' leaves out '${name}', which every call has: add it, or allow additionalProperties`)
  ]
}

function hint (name: string, names: readonly string[]): string {
  return names.length === 0 ? ', it has none' : hintFor(name, names)
}

function whyNever ({ [Kind]: kind }: TSchema): string | undefined {
  return OF_JAVASCRIPT.has(kind) ? `is Type.${kind}(), which no call can bring: write what comes, such as Type.String({ format: 'date-time' })` : undefined
}

function isSchema (schema: unknown): schema is TSchema {
  return KindGuard.IsSchema(schema)
}
