import { describeNumber } from './options.js'
import { describeError } from './redact.js'

/* What is wrong with an option, a sentence each: none, or one. */

/** `problem`, unless all is well. */
export function unless (isGood: boolean, problem: string): string[] {
  return isGood ? [] : [problem]
}

/** For an option that must be a finite number of at least 1. */
export function numberProblem (option: string, value: unknown): string[] {
  const wrong = describeNumber(value, 1)
  return wrong === undefined ? [] : [`option '${option}' must be ${wrong}`]
}

/** Why `work` throws. @param prefix - Stands before it. */
export function failureOf (work: () => unknown, prefix = ''): string[] {
  try {
    work()
    return []
  } catch (error) {
    return [prefix + describeError(error)]
  }
}
