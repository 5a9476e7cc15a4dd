import createError from '@fastify/error'
import { HKS_ERR_QUEUE_FULL, HKS_ERR_QUEUE_READ_ONLY, HKS_ERR_QUEUE_TIMEOUT, HKS_ERR_QUEUE_UNAVAILABLE } from '@hooksmith/contracts'

/*
 * The only place where this package's own errors are born. Codes of the contracts stand in @hooksmith/contracts.
 */

export const HKS_ERR_QUEUE_REPLY = createError<[what: string]>(
  'HKS_ERR_QUEUE_REPLY', 'The server gave an answer of an unknown shape: %s', 500)

/** Beginnings of messages with which a server or ioredis 6 refuses a command that it has not carried out. */
const REFUSALS: ReadonlyArray<readonly [start: string, make: (detail: string) => Error]> = [
  ['OOM', (detail) => new HKS_ERR_QUEUE_FULL(detail)],
  ['READONLY', (detail) => new HKS_ERR_QUEUE_READ_ONLY(detail)],
  ['MISCONF', (detail) => new HKS_ERR_QUEUE_READ_ONLY(detail)],
  ['NOREPLICAS', (detail) => new HKS_ERR_QUEUE_READ_ONLY(detail)],
  ...['LOADING', 'NOAUTH', 'WRONGPASS', 'NOPERM', 'CLUSTERDOWN', 'MASTERDOWN', 'BUSY', 'TRYAGAIN', "Stream isn't writeable", 'connect '].map(
    (start) => [start, (detail: string) => new HKS_ERR_QUEUE_UNAVAILABLE(detail)] as const)
]

/**
 * The contract's error for what a client threw, the original being its `cause`. A command that was refused was not carried out; of one that
 * got no answer (time, lost connection) nobody knows.
 */
export function queueError (error: unknown, waitedMs: number): Error {
  if (!(error instanceof Error) || isCoded(error)) return error instanceof Error ? error : new HKS_ERR_QUEUE_REPLY(typeof error)
  const refusal = REFUSALS.find(([start]) => error.message.startsWith(start))
  const coded = refusal === undefined ? unanswered(error, waitedMs) : refusal[1](error.message)
  if (coded !== error) coded.cause = error
  return coded
}

function isCoded (error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('HKS_ERR_')
}

/** ioredis 6: "Command timed out", "Connection is closed.", and the class MaxRetriesPerRequestError. */
function unanswered (error: Error, waitedMs: number): Error {
  const isLost = error.message === 'Command timed out' || error.message === 'Connection is closed.' ||
    error.name === 'MaxRetriesPerRequestError' || error.name === 'AbortError'
  return isLost ? new HKS_ERR_QUEUE_TIMEOUT(waitedMs) : error
}
