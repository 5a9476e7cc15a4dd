import { Environment } from '@marcbachmann/cel-js'
import type { EventEnvelope } from '@hooksmith/contracts'

/** Whether an event passes; throws when the expression cannot be evaluated for it. */
export type FilterExpression = (event: EventEnvelope) => boolean

const environment = new Environment().registerVariable('event', 'dyn')

/**
 * Compiles a CEL expression (https://github.com/google/cel-spec) over `event`.
 *
 * @returns The compiled filter, or a sentence that says what is wrong with the expression.
 */
export function compileFilter (expression: string): FilterExpression | string {
  try {
    const evaluate = environment.parse(expression)
    const { valid, error, type } = evaluate.check()
    if (!valid) return `the filter cannot be compiled: ${firstLine(error)}`
    if (type !== 'bool' && type !== 'dyn') return `the filter must give a boolean, it gives a ${type}`
    return (event) => evaluate({ event }) === true
  } catch (error) {
    return `the filter cannot be compiled: ${firstLine(error)}`
  }
}

function firstLine (error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0] ?? error.name : String(error)
}
