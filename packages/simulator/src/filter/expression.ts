import jsep, { type CoreExpression, type Expression } from 'jsep'
import { HKS_ERR_SIMULATOR_EXPRESSION } from '../errors.js'

/** An expression that was understood. */
export type ParsedExpression = CoreExpression

/** Longer expressions are refused (https://developer.atlassian.com/platform/forge/events-reference/product_events/, read 2026-08). */
export const MAX_EXPRESSION_LENGTH = 10_000
const MAX_DEPTH = 200

const UNARY: ReadonlySet<string> = new Set(['!', '-', '+'])
const BINARY: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', '&&', '||', '+', '-', '*', '/', '%'])

/**
 * Reads the part of the Jira expression language that event filters need: `event` and its members by `.name`, `?.name` and `['name']`, lists by
 * index, texts, numbers, `true`, `false`, `null`, comparison, `&&`, `||`, `!`, arithmetic and `? :`. No calls, no functions, no lists.
 *
 * @throws `HKS_ERR_SIMULATOR_EXPRESSION` for everything else, for more than 10,000 characters and for deep nesting.
 */
export function parseExpression (text: string): ParsedExpression {
  if (text.length > MAX_EXPRESSION_LENGTH) throw new HKS_ERR_SIMULATOR_EXPRESSION(`it is longer than ${MAX_EXPRESSION_LENGTH} characters`)
  if (bracketDepth(text) > MAX_DEPTH) throw new HKS_ERR_SIMULATOR_EXPRESSION(`brackets are nested deeper than ${MAX_DEPTH} levels`)
  let parsed: Expression
  try {
    parsed = jsep(text)
  } catch (error) {
    // jsep walks operators recursively: too many of them end as a RangeError, which is one more way to be unreadable.
    throw new HKS_ERR_SIMULATOR_EXPRESSION(error instanceof Error ? error.message : 'it cannot be read')
  }
  return checked(parsed, 0)
}

/** Counted before anything is parsed, without recursion. Brackets inside texts count too, which only makes the bound a little tighter. */
function bracketDepth (text: string): number {
  let [depth, deepest] = [0, 0]
  for (const character of text) {
    if (character === '(' || character === '[') deepest = Math.max(deepest, ++depth)
    if (character === ')' || character === ']') depth--
  }
  return deepest
}

function checked (expression: Expression, depth: number): ParsedExpression {
  if (depth > MAX_DEPTH) throw new HKS_ERR_SIMULATOR_EXPRESSION(`it is nested deeper than ${MAX_DEPTH} levels`)
  // jsep makes no other nodes than these, and the plugins that would are not loaded.
  const node = expression as CoreExpression
  for (const part of partsOf(node)) checked(part, depth + 1)
  return node
}

function partsOf (node: CoreExpression): Expression[] {
  switch (node.type) {
    case 'Literal': return literal(node.value)
    case 'Identifier': if (node.name === 'event') return []; throw unknown(`the name '${node.name}'`)
    case 'MemberExpression': return node.computed ? [node.object, node.property] : [node.object]
    case 'UnaryExpression': if (UNARY.has(node.operator)) return [node.argument]; throw unknown(`'${node.operator}'`)
    case 'BinaryExpression': if (BINARY.has(node.operator)) return [node.left, node.right]; throw unknown(`'${node.operator}'`)
    case 'ConditionalExpression': return [node.test, node.consequent, node.alternate]
    default: throw unknown(node.type)
  }
}

function literal (value: unknown): [] {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return []
  throw unknown('a literal')
}

function unknown (what: string): Error {
  return new HKS_ERR_SIMULATOR_EXPRESSION(`${what} is not understood here`)
}
