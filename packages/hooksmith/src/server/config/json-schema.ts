/** The part of JSON Schema that the schemas of this package consist of. */
export interface JsonSchema {
  readonly type?: unknown
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean | undefined
  readonly required?: readonly string[] | undefined
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** The variants of a union; a schema that is none is its only one. */
export function variantsOf (schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? [schema]
}

/** The texts that a schema allows by name. */
export function constantsOf (schema: JsonSchema): readonly string[] {
  return variantsOf(schema).flatMap(({ const: text }) => typeof text === 'string' ? [text] : [])
}

/** The members of an object schema by name; none for what is no object. */
export function propertiesOf (schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return schema.properties ?? {}
}

/** The schema of members that are not named; `undefined` when there must be none. */
export function othersOf ({ patternProperties = {}, additionalProperties }: JsonSchema): JsonSchema | undefined {
  return Object.values(patternProperties)[0] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
}

/** What a value of the schema is, with its article, for a sentence. */
export function expectation (schema: JsonSchema): string {
  const variants = variantsOf(schema)
  if (variants.length === 1) return plainExpectation(variants[0] ?? schema)
  const known = constantsOf(schema)
  const others = variants.filter((variant) => variant.const === undefined).map((variant) => expectation(variant))
  return [...known.length === 0 ? [] : [`one of ${known.join(', ')}`], ...new Set(others)].join(', or ')
}

function plainExpectation (schema: JsonSchema): string {
  switch (schema.type) {
    case 'string': return textExpectation(schema)
    case 'boolean': return 'true or false'
    case 'integer': return `a whole number${rangeOf(schema)}`
    case 'number': return `a number${rangeOf(schema)}`
    case 'array': return `a list of ${plural(schema.items ?? {})}${schema.minItems === undefined ? '' : ', at least one'}`
    default: return 'an object with members'
  }
}

function textExpectation ({ pattern, minLength = 0, maxLength }: JsonSchema): string {
  if (pattern === '^/') return "a path that begins with '/'"
  return maxLength === undefined ? 'a text' : `a text of ${minLength} to ${maxLength} characters`
}

function rangeOf ({ minimum, maximum }: JsonSchema): string {
  if (minimum === undefined) return ''
  return maximum === undefined ? `, at least ${minimum}` : ` from ${minimum} to ${maximum}`
}

function plural (schema: JsonSchema): string {
  const known = constantsOf(schema)
  if (known.length > 1) return known.join(', ')
  return schema.type === 'string' ? 'texts' : 'entries'
}
