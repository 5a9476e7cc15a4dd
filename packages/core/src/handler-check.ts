import type { Handler, HandlerOptions } from './handler.js'
import { isName, unknownMembers } from './names.js'
import { failureOf, numberProblem, unless } from './option-problems.js'
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
    ...failureOf(() => resolveRetryPolicy(retry)),
    ...numberProblem('timeoutMs', timeoutMs),
    ...numberProblem('concurrency', concurrency),
    ...unless(typeof self === 'boolean', "option 'self' must be a boolean"),
    ...unless(key === undefined || typeof key === 'function', "option 'key' must be a function"),
    ...unless(['undefined', 'string', 'function'].includes(typeof filter), "option 'filter' must be a CEL expression or a function"),
    ...unless(typeof run === 'function', 'its third argument must be the function that handles events')
  ]
}
