import { closest, distance } from 'fastest-levenshtein'
import type { Handler, HandlerOptions } from './handler.js'
import { describeNumber } from './options.js'
import { describeError } from './redact.js'
import { resolveRetryPolicy, RETRY_POLICY_MEMBERS } from './retry-policy.js'

const NAME = /^[\w.-]{1,80}$/

const MEMBERS: ReadonlyArray<keyof HandlerOptions> = ['id', 'aliases', 'retry', 'timeoutMs', 'concurrency', 'key', 'filter', 'self']

/** Everything that is wrong with a handler by itself, a sentence each. Its filter expression and patterns are looked at elsewhere. */
export function findHandlerProblems (options: HandlerOptions, run: Handler): string[] {
  const { id, aliases = [], retry = {}, timeoutMs = 1, concurrency = 1, key, filter, self = false } = options
  const odd = [id, ...aliases].filter((name) => !isName(name))
  return [
    ...odd.map((name) => `the id '${String(name)}' is not valid: 1 to 80 letters, digits, '.', '_', '-'`),
    ...unknownMembers('', options, MEMBERS),
    ...unknownMembers('retry.', retry, RETRY_POLICY_MEMBERS),
    ...failure(() => resolveRetryPolicy(retry)),
    ...expect('timeoutMs', describeNumber(timeoutMs, 1)),
    ...expect('concurrency', describeNumber(concurrency, 1)),
    ...expect('self', typeof self === 'boolean' ? undefined : 'a boolean'),
    ...expect('key', key === undefined || typeof key === 'function' ? undefined : 'a function'),
    ...expect('filter', ['undefined', 'string', 'function'].includes(typeof filter) ? undefined : 'a CEL expression or a function'),
    ...typeof run === 'function' ? [] : ['its third argument must be the function that handles events']
  ]
}

/** Whether a plugin or handler may be called so: 1 to 80 letters, digits, `.`, `_`, `-`. */
export function isName (name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name)
}

function expect (option: string, wrong: string | undefined): string[] {
  return wrong === undefined ? [] : [`option '${option}' must be ${wrong}`]
}

export function unknownMembers (prefix: string, given: object, known: readonly string[]): string[] {
  return Object.keys(given).filter((name) => !known.includes(name)).map((name) => {
    const best = closest(name, known)
    const hint = distance(name, best) <= Math.max(2, name.length / 3) ? `did you mean '${prefix}${best}'?` : `there are: ${known.join(', ')}`
    return `there is no option '${prefix}${name}', ${hint}`
  })
}

function failure (work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    return [describeError(error)]
  }
}
