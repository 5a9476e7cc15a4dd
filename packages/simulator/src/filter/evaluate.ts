import type { CoreExpression, Expression, MemberExpression } from 'jsep'
import { HKS_ERR_SIMULATOR_EXPRESSION } from '../errors.js'
import type { ParsedExpression } from './expression.js'

/** More steps are an error (https://developer.atlassian.com/platform/forge/events-reference/product_events/, read 2026-08). */
const MAX_STEPS = 50_000

/**
 * Evaluates an expression over an event.
 *
 * @returns Whether the event passes.
 * @throws `HKS_ERR_SIMULATOR_EXPRESSION` for a member that is not there, for operands of the wrong type, and when
 *   the outcome is not a Boolean.
 */
export function evaluate (expression: ParsedExpression, event: unknown): boolean {
  const outcome = valueOf(expression, event)
  if (typeof outcome !== 'boolean') throw new HKS_ERR_SIMULATOR_EXPRESSION('its outcome is not a Boolean')
  return outcome
}

/** What an expression comes to, of whatever type. @throws `HKS_ERR_SIMULATOR_EXPRESSION` as {@link evaluate}. */
export function valueOf (expression: ParsedExpression, event: unknown): unknown {
  return new Evaluation(event).value(expression)
}

class Evaluation {
  readonly #event: unknown
  #steps = 0

  constructor (event: unknown) {
    this.#event = event
  }

  value (expression: Expression): unknown {
    if (++this.#steps > MAX_STEPS) throw new HKS_ERR_SIMULATOR_EXPRESSION(`it takes more than ${MAX_STEPS} steps`)
    // parseExpression has checked every node.
    const node = expression as CoreExpression
    switch (node.type) {
      case 'Literal': return node.value
      case 'Identifier': return this.#event
      case 'MemberExpression': return this.#member(node)
      case 'UnaryExpression': return unary(node.operator, this.value(node.argument))
      case 'ConditionalExpression': return this.value(boolean(this.value(node.test), '?') ? node.consequent : node.alternate)
      case 'BinaryExpression': return this.#binary(node.operator, node.left, node.right)
      default: throw new HKS_ERR_SIMULATOR_EXPRESSION(`${node.type} is not understood here`)
    }
  }

  /** A member that is not there is null where a `?.` stands on one of its sides. */
  #member (node: MemberExpression, isGuarded = node.optional === true): unknown {
    const object = node.optional === true && isMember(node.object) ? this.#member(node.object, true) : this.value(node.object)
    const name: unknown = node.computed ? this.value(node.property) : node.property['name']
    return isGuarded && !hasMember(object, name) ? null : memberOf(object, name)
  }

  #binary (operator: string, left: Expression, right: Expression): unknown {
    const first = this.value(left)
    if (operator === '&&') return boolean(first, operator) && boolean(this.value(right), operator)
    if (operator === '||') return boolean(first, operator) || boolean(this.value(right), operator)
    const second = this.value(right)
    if (operator === '==' || operator === '!=') return isEqual(first, second) === (operator === '==')
    if (operator === '+' && typeof first === 'string' && typeof second === 'string') return first + second
    if (operator.startsWith('<') || operator.startsWith('>')) return compare(operator, first, second)
    return calculate(operator, number(first, operator), number(second, operator))
  }
}

function isMember (expression: Expression): expression is MemberExpression {
  return expression.type === 'MemberExpression'
}

function memberOf (object: unknown, name: unknown): unknown {
  if (!hasMember(object, name)) throw new HKS_ERR_SIMULATOR_EXPRESSION(`there is no member '${String(name)}'`)
  // hasMember lets objects and lists through only, and names that they have.
  return (object as Readonly<Record<string, unknown>>)[String(name)]
}

/** A list has a length and its indexes, an object its own members. */
function hasMember (object: unknown, name: unknown): boolean {
  if (Array.isArray(object)) return name === 'length' || (typeof name === 'number' && name in object)
  return typeof object === 'object' && object !== null && typeof name === 'string' && Object.hasOwn(object, name)
}

function unary (operator: string, value: unknown): unknown {
  if (operator === '!') return !boolean(value, operator)
  return operator === '-' ? -number(value, operator) : number(value, operator)
}

/** Values of different types are different; objects and lists are compared by what they hold. */
function isEqual (a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
}

function compare (operator: string, a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return ordered(operator, a < b ? -1 : a > b ? 1 : 0)
  return ordered(operator, Math.sign(number(a, operator) - number(b, operator)))
}

function ordered (operator: string, sign: number): boolean {
  if (operator === '<') return sign < 0
  if (operator === '>') return sign > 0
  return operator === '<=' ? sign <= 0 : sign >= 0
}

function calculate (operator: string, a: number, b: number): number {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  return operator === '/' ? a / b : a % b
}

function boolean (value: unknown, operator: string): boolean {
  if (typeof value !== 'boolean') throw new HKS_ERR_SIMULATOR_EXPRESSION(`'${operator}' needs a Boolean`)
  return value
}

function number (value: unknown, operator: string): number {
  if (typeof value !== 'number') throw new HKS_ERR_SIMULATOR_EXPRESSION(`'${operator}' needs a number`)
  return value
}
