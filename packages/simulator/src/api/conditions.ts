import type { JsonValue } from '@hooksmith/contracts'
import type { JsonObject } from '../options.js'
import type { ApiAnswer } from './documents.js'
import { listOf } from './json.js'
import { refusal } from './kvs-limits.js'

/** One condition on one value. */
export interface Condition { readonly condition: string, readonly values: readonly JsonValue[] }

type Check = (actual: JsonValue | undefined, values: readonly JsonValue[]) => boolean

const RANGE: ReadonlySet<string> = new Set([
  'BEGINS_WITH', 'BETWEEN', 'EQUAL_TO', 'GREATER_THAN', 'GREATER_THAN_EQUAL_TO', 'LESS_THAN', 'LESS_THAN_EQUAL_TO'
])

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['BEGINS_WITH', (actual, [prefix]) => typeof actual === 'string' && actual.startsWith(String(prefix))],
  ['BETWEEN', (actual, [low, high]) => compare(actual, low) >= 0 && compare(actual, high) <= 0],
  ['CONTAINS', contains],
  ['EQUAL_TO', (actual, [value]) => actual === value],
  ['EXISTS', (actual) => actual !== undefined],
  ['GREATER_THAN', (actual, [value]) => compare(actual, value) > 0],
  ['GREATER_THAN_EQUAL_TO', (actual, [value]) => compare(actual, value) >= 0],
  ['LESS_THAN', (actual, [value]) => compare(actual, value) < 0],
  ['LESS_THAN_EQUAL_TO', (actual, [value]) => compare(actual, value) <= 0],
  ['NOT_CONTAINS', (actual, values) => actual !== undefined && !contains(actual, values)],
  ['NOT_EQUAL_TO', (actual, [value]) => actual !== value],
  ['NOT_EXISTS', (actual) => actual === undefined]
])

/** What is wrong with a condition; `undefined` for a good one. @param isRange - Whether it is one for an index, which knows fewer. */
export function conditionProblem ({ condition, values }: JsonObject, isRange = false): ApiAnswer | undefined {
  const isKnown = typeof condition === 'string' && (isRange ? RANGE.has(condition) : CHECKS.has(condition))
  if (!isKnown) return refusal('INVALID_FILTER_CONDITION', 'The condition is not supported here.')
  const count = Array.isArray(values) ? values.length : 0
  if (condition === 'BETWEEN' && count < 2) return refusal('INSUFFICIENT_FILTER_VALUES', 'The condition needs two values.')
  return count === (condition === 'BETWEEN' ? 2 : 1) ? undefined : refusal('INVALID_FILTER_VALUES', 'The condition does not take so many values.')
}

/** What is wrong with `{and: […]}` or `{or: […]}`; `undefined` for good ones and for none at all. */
export function filtersProblem (filters: JsonObject): ApiAnswer | undefined {
  const { and, or } = filters
  if (and === undefined && or === undefined) return undefined
  if (and !== undefined && or !== undefined) return refusal('INVALID_FILTER_OPERATORS_COMBINATION', "'and' and 'or' stand at the same level.")
  const list = listOf(and ?? or)
  if (list.length === 0) return refusal('EMPTY_FILTER_OPERATOR', "'and' and 'or' cannot be empty.")
  return list.map((filter) => conditionProblem(filter)).find((problem) => problem !== undefined)
}

/** Whether a value meets a condition that has no problem. */
export function meets (actual: JsonValue | undefined, { condition, values }: Condition): boolean {
  return CHECKS.get(condition)?.(actual, values) === true
}

/** Whether an entity's value, absent for one that is not there, meets filters that have no problem. */
export function meetsAll (value: JsonObject | undefined, { and, or }: JsonObject): boolean {
  const check = (filter: JsonObject): boolean => meets(value?.[String(filter['property'])], asCondition(filter))
  if (and !== undefined) return listOf(and).every(check)
  return or === undefined || listOf(or).some(check)
}

export function asCondition ({ condition, values }: JsonObject): Condition {
  return { condition: String(condition), values: Array.isArray(values) ? values : [] }
}

/** Orders numbers and texts among their own kind; NaN, which meets no comparison, for everything else. */
export function compare (a: JsonValue | undefined, b: JsonValue | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return a === b && a !== undefined ? 0 : NaN
}

function contains (actual: JsonValue | undefined, [part]: readonly JsonValue[]): boolean {
  if (typeof actual === 'string') return actual.includes(String(part))
  return Array.isArray(actual) && part !== undefined && actual.includes(part)
}
