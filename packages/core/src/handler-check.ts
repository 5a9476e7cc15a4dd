import type { Handler, HandlerOptions } from './handler.js'
import { isName, unknownMembers } from './names.js'
import { describeNumber } from './options.js'
import { describeError } from './redact.js'
import { resolveRetryPolicy, RETRY_POLICY_MEMBERS } from './retry-policy.js'

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

function expect (option: string, wrong: string | undefined): string[] {
  return wrong === undefined ? [] : [`option '${option}' must be ${wrong}`]
}

function failure (work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    return [describeError(error)]
  }
}
