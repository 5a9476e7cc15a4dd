import { KindGuard, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** As a URL has them: texts, several where a name of a query stands several times. */
export type Texts = string | readonly string[]

/** A number as people and JSON write one. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([['true', true], ['false', false]])

/**
 * What the texts of a URL stand for, where the schema of their object wants something else than text. The rules are those that Fastify has Ajv follow
 * (`coerceTypes: 'array'`; https://ajv.js.org/coercion.html, read 2026-08): a text becomes the number that it writes, `true` and `false` a boolean, the empty
 * one `null`, and a single value a list of one. What would not be the same afterwards stays a text, so that the schema refuses it: `1.5` for an integer, an
 * integer that a double cannot hold, two values where one is due.
 */
export function coerceMembers (schema: TSchema, given: Readonly<Record<string, Texts>>): Record<string, unknown> {
  if (KindGuard.IsUnion(schema)) {
    const meant = schema.anyOf.find((one) => Value.Check(one, Value.Default(one, coerceMembers(one, given)))) ?? schema.anyOf[0]
    return meant === undefined ? { ...given } : coerceMembers(meant, given)
  }
  return Object.fromEntries(Object.entries(given).map(([name, texts]) => [name, firstFitting(membersNamed(schema, name), texts)]))
}

/** The schemas that a member of this name may have to fit. */
function membersNamed (schema: TSchema, name: string): TSchema[] {
  if (KindGuard.IsIntersect(schema)) return schema.allOf.flatMap((part) => membersNamed(part, name))
  if (KindGuard.IsRecord(schema)) return Object.values(schema.patternProperties)
  if (!KindGuard.IsObject(schema)) return []
  const { properties, additionalProperties } = schema
  const own = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (own !== undefined) return [own]
  return typeof additionalProperties === 'object' ? [additionalProperties] : []
}

function firstFitting (schemas: readonly TSchema[], texts: Texts): unknown {
  for (const schema of schemas) {
    const value = coerce(schema, texts)
    if (Value.Check(schema, value)) return value
  }
  // For the one that it most likely was meant for: the mistake that is told is then about the member, not about its type.
  return schemas[0] === undefined ? texts : coerce(schemas[0], texts)
}

function coerce (schema: TSchema, texts: Texts): unknown {
  if (KindGuard.IsUnion(schema)) return firstFitting(schema.anyOf, texts)
  if (KindGuard.IsArray(schema)) return [texts].flat().map((text) => coerce(schema.items, text))
  return typeof texts === 'string' ? scalar(schema, texts) : texts
}

function scalar (schema: TSchema, text: string): unknown {
  const kind = KindGuard.IsLiteral(schema) ? typeof schema.const : schema['type']
  switch (kind) {
    case 'integer': return numberOf(text, Number.isSafeInteger)
    case 'number': return numberOf(text, Number.isFinite)
    case 'boolean': return CONSTANTS.get(text) ?? text
    case 'null': return text === '' ? null : text
    default: return text
  }
}

function numberOf (text: string, isSame: (value: number) => boolean): number | string {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  return isSame(value) ? value : text
}
