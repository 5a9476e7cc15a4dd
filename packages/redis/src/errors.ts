import createError from '@fastify/error'
import {
  HKS_ERR_QUEUE_CLOSED, HKS_ERR_QUEUE_FULL, HKS_ERR_QUEUE_READ_ONLY, HKS_ERR_QUEUE_TIMEOUT, HKS_ERR_QUEUE_UNAVAILABLE,
  HKS_ERR_STORE_CLOSED, HKS_ERR_STORE_FULL, HKS_ERR_STORE_READ_ONLY, HKS_ERR_STORE_TIMEOUT, HKS_ERR_STORE_UNAVAILABLE
} from '@hooksmith/contracts'

/*
 * The only place where this package's own errors are born. Codes of the contracts stand in @hooksmith/contracts.
 */

export const HKS_ERR_QUEUE_REPLY = createError<[what: string]>(
  'HKS_ERR_QUEUE_REPLY', "The server's answer to the queue cannot be used: %s", 500)

export const HKS_ERR_STORE_REPLY = createError<[what: string]>(
  'HKS_ERR_STORE_REPLY', "The server's answer to the store cannot be used: %s", 500)

export const HKS_ERR_QUEUE_PARTITIONS = createError<[found: string, wanted: number]>(
  'HKS_ERR_QUEUE_PARTITIONS', "The queue's data is spread over %s partitions, this process is set to %d: use the number of the data, or drain the queue and take another name", 500)

export const HKS_ERR_QUEUE_REPLICAS = createError<[found: string, wanted: number, waitedMs: number]>(
  'HKS_ERR_QUEUE_REPLICAS', '%s of %d replicas confirmed within %d ms; whether the jobs survive a failover is unknown, repeating with the same ids is safe', 503)

/** The errors of one contract. */
export interface ErrorSet {
  unavailable (detail: string): Error
  full (detail: string): Error
  readOnly (detail: string): Error
  timeout (waitedMs: number): Error
  reply (what: string): Error
  closed (): Error
}

export const QUEUE_ERRORS: ErrorSet = Object.freeze({
  unavailable: (detail: string) => new HKS_ERR_QUEUE_UNAVAILABLE(detail),
  full: (detail: string) => new HKS_ERR_QUEUE_FULL(detail),
  readOnly: (detail: string) => new HKS_ERR_QUEUE_READ_ONLY(detail),
  timeout: (waitedMs: number) => new HKS_ERR_QUEUE_TIMEOUT(waitedMs),
  reply: (what: string) => new HKS_ERR_QUEUE_REPLY(what),
  closed: () => new HKS_ERR_QUEUE_CLOSED()
})

export const STORE_ERRORS: ErrorSet = Object.freeze({
  unavailable: (detail: string) => new HKS_ERR_STORE_UNAVAILABLE(detail),
  full: (detail: string) => new HKS_ERR_STORE_FULL(detail),
  readOnly: (detail: string) => new HKS_ERR_STORE_READ_ONLY(detail),
  timeout: (waitedMs: number) => new HKS_ERR_STORE_TIMEOUT(waitedMs),
  reply: (what: string) => new HKS_ERR_STORE_REPLY(what),
  closed: () => new HKS_ERR_STORE_CLOSED()
})

/** Beginnings of messages with which a server or ioredis 6 refuses a command that it has not carried out. */
const REFUSALS: ReadonlyArray<readonly [start: string, kind: 'unavailable' | 'full' | 'readOnly']> = [
  ['OOM', 'full'], ['READONLY', 'readOnly'], ['MISCONF', 'readOnly'], ['NOREPLICAS', 'readOnly'],
  ['LOADING', 'unavailable'], ['NOAUTH', 'unavailable'], ['WRONGPASS', 'unavailable'], ['NOPERM', 'unavailable'],
  ['CLUSTERDOWN', 'unavailable'], ['MASTERDOWN', 'unavailable'], ['BUSY', 'unavailable'], ['TRYAGAIN', 'unavailable'],
  ["Stream isn't writeable", 'unavailable'], ["Cluster isn't ready", 'unavailable'], ['None of startup nodes', 'unavailable'],
  ['Failed to refresh slots', 'unavailable'], ['connect ', 'unavailable']
]

/** What ioredis 6 says of commands that were sent and never answered. */
const UNANSWERED: ReadonlySet<string> = new Set(['Command timed out', 'Connection is closed.'])

/**
 * The contract's error for what a client threw. A command that was refused was not carried out; of one that got no answer (time, lost
 * connection) nobody knows. The original is left behind: ioredis puts the command's arguments on it, and with them what is stored.
 */
export function codedError (error: unknown, errors: ErrorSet, waitedMs: number): Error {
  if (!(error instanceof Error)) return errors.reply(typeof error)
  // withDeadline knows the queue's code alone.
  if (error instanceof HKS_ERR_QUEUE_TIMEOUT) return errors.timeout(waitedMs)
  if ('code' in error && typeof error.code === 'string' && error.code.startsWith('HKS_ERR_')) return error
  const refusal = REFUSALS.find(([start]) => error.message.startsWith(start))
  if (refusal !== undefined) return errors[refusal[1]](error.message)
  if (UNANSWERED.has(error.message) || error.name === 'MaxRetriesPerRequestError' || error.name === 'AbortError') return errors.timeout(waitedMs)
  return errors.reply(error.message)
}
