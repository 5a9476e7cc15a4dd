import { constantsOf, expectation, othersOf, propertiesOf, variantsOf, type JsonSchema } from './json-schema.js'
import { nearestName } from './nearest.js'
import { formatPath, quote, type ConfigCode, type Path } from './problem.js'
import { isObject } from './source.js'

/** What is wrong with one member, wherever it came from. */
export interface Finding {
  readonly code: ConfigCode
  readonly path: Path
  readonly message: string
  readonly fix: string
}

type IsCode = (value: unknown, path: Path) => boolean
type Check = (schema: JsonSchema, value: unknown, below: string | number) => Finding[]

/**
 * Checks a value against a schema and says everything that is wrong, in words for the person who wrote it. Knows what the schemas of this package consist
 * of: objects, lists, texts, numbers, booleans, constants, and unions in which at most the objects need telling apart, by `driver` or by a member
 * that only one of them requires.
 *
 * @param isCode - Whether a value is one that only code can hand in, and that no schema describes.
 */
export function checkValue (schema: JsonSchema, value: unknown, path: Path, isCode: IsCode): Finding[] {
  if (isCode(value, path)) return []
  const check: Check = (inner, member, below) => checkValue(inner, member, [...path, below], isCode)
  const variants = variantsOf(schema)
  const known = constantsOf(schema)
  if (known.length > 0 && known.length === variants.length) return checkConstant(known, value, path)
  if (variants.length > 1) {
    if (typeof value === 'string' && known.length > 0) return checkConstant(known, value, path)
    const chosen = choose(variants, value)
    return chosen === undefined ? [typeProblem(schema, value, path)] : 'findings' in chosen ? chosen.findings(path) : checkValue(chosen, value, path, isCode)
  }
  if (schema.type === 'object') return isObject(value) ? checkObject(schema, value, path, check) : [typeProblem(schema, value, path)]
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [typeProblem(schema, value, path)]
    return [...rangeProblems(schema, value.length, path), ...value.flatMap((entry, at) => check(schema.items ?? {}, entry, at))]
  }
  return checkScalar(schema, value, path)
}

type Choice = JsonSchema | { findings (path: Path): Finding[] } | undefined

/** The variant that the value is meant to be. */
function choose (variants: readonly JsonSchema[], value: unknown): Choice {
  const fitting = variants.filter((variant) => typeOf(value, variant.type))
  if (!isObject(value) || fitting.length < 2) return fitting[0]
  if (fitting.every((variant) => propertiesOf(variant).driver === undefined)) {
    const isMeant = ({ required = [] }: JsonSchema): boolean => required.some((name) => value[name] !== undefined)
    return fitting.find(isMeant) ?? fitting.find(({ required = [] }) => required.length === 0)
  }
  const names = fitting.map((variant) => String(propertiesOf(variant).driver?.const))
  const [wanted, at] = [value.driver, names.indexOf(String(value.driver))]
  if (at !== -1) return fitting[at]
  if (wanted === undefined) return { findings: (path) => [missing([...path, 'driver'], `one of ${names.join(', ')}`)] }
  return { findings: (path) => checkConstant(names, wanted, [...path, 'driver']) }
}

function checkObject (schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: Path, check: Check): Finding[] {
  const properties = propertiesOf(schema)
  const others = othersOf(schema)
  const absent = (schema.required ?? []).filter((name) => value[name] === undefined)
    .map((name) => missing([...path, name], expectation(properties[name] ?? {})))
  return [...absent, ...Object.entries(value).flatMap(([name, member]) => {
    const inner = Object.hasOwn(properties, name) ? properties[name] : others
    if (inner === undefined) return [unknownName(name, path, Object.keys(properties))]
    return member === undefined ? [] : check(inner, member, name)
  })]
}

function unknownName (name: string, path: Path, known: readonly string[]): Finding {
  const nearest = nearestName(name, known)
  const where = path.length === 0 ? 'a config' : `'${formatPath(path)}'`
  const fix = nearest === undefined ? `remove it; there are: ${known.filter((other) => !other.startsWith('$')).join(', ')}` : `write '${nearest}'`
  return { code: 'name-unknown', path: [...path, name], message: `${where} has no member ${quote(name)}`, fix }
}

function checkConstant (known: readonly string[], value: unknown, path: Path): Finding[] {
  if (typeof value === 'string' && known.includes(value)) return []
  const meant = typeof value === 'string' ? nearestName(value, known) : undefined
  const message = `'${formatPath(path)}' must be one of ${known.join(', ')}, received ${typeof value === 'string' ? quote(value) : kindOf(value)}`
  return [{ code: 'value-unknown', path, message, fix: meant === undefined ? `write one of ${known.join(', ')}` : `write '${meant}'` }]
}

function checkScalar (schema: JsonSchema, value: unknown, path: Path): Finding[] {
  if (schema.type === undefined) return []
  if (!typeOf(value, schema.type)) return [typeProblem(schema, value, path)]
  if (typeof value === 'number') return rangeProblems(schema, value, path)
  if (typeof value !== 'string') return []
  const isTooShort = value.length < (schema.minLength ?? 0)
  const isTooLong = value.length > (schema.maxLength ?? Infinity)
  const isOdd = schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)
  return isTooShort || isTooLong || isOdd ? [{ ...typeProblem(schema, value, path), code: 'value-range' }] : []
}

function rangeProblems (schema: JsonSchema, value: number, path: Path): Finding[] {
  const least = schema.minimum ?? schema.minItems ?? -Infinity
  const most = schema.maximum ?? Infinity
  if (value >= least && value <= most) return []
  const received = schema.type === 'array' ? 'an empty one' : `${value}`
  return [{ code: 'value-range', path, message: `'${formatPath(path)}' must be ${expectation(schema)}, received ${received}`, fix: `write ${expectation(schema)}` }]
}

function typeProblem (schema: JsonSchema, value: unknown, path: Path): Finding {
  const expected = expectation(schema)
  return { code: 'value-type', path, message: `'${formatPath(path)}' must be ${expected}, received ${kindOf(value)}`, fix: `write ${expected}` }
}

function missing (path: Path, expected: string): Finding {
  return { code: 'value-missing', path, message: `'${formatPath(path)}' is missing`, fix: `add it: ${expected}` }
}

function kindOf (value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'a text'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : `a ${typeof value}`
}

function typeOf (value: unknown, type: unknown): boolean {
  switch (type) {
    case 'object': return isObject(value)
    case 'array': return Array.isArray(value)
    case 'integer': return Number.isSafeInteger(value)
    case 'number': return typeof value === 'number' && Number.isFinite(value)
    case 'string': return typeof value === 'string'
    case 'boolean': return typeof value === 'boolean'
    default: return false
  }
}
