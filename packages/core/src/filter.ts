import { Environment } from '@marcbachmann/cel-js'
import type { EventEnvelope } from '@hooksmith/contracts'
import { HKS_ERR_HANDLER_FILTER } from './errors.js'

/** Whether an event passes; throws when the expression cannot be evaluated for it, or gives no boolean. */
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
    return (event) => {
      const verdict: unknown = evaluate({ event })
      if (typeof verdict !== 'boolean') throw new HKS_ERR_HANDLER_FILTER(typeof verdict)
      return verdict
    }
  } catch (error) {
    return `the filter cannot be compiled: ${firstLine(error)}`
  }
}

function firstLine (error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0] ?? error.name : String(error)
}
