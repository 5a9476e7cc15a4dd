import { Type } from '@sinclair/typebox'

const ms = (description: string, minimum = 0) => Type.Number({ minimum, description: `${description}, in milliseconds` })

const ofEveryQueue = {
  leaseMs: Type.Optional(ms('How long a job stays with a worker that gives no sign of life', 20)),
  maxJobs: Type.Optional(Type.Integer({ minimum: 1, description: 'Stored jobs of all states above which new ones are refused' })),
  orphanAfterMs: Type.Optional(ms('How long a job waits for a worker that has its handler')),
  maxKeyHoldMs: Type.Optional(ms('How long one job may hold its key')),
  callTimeoutMs: Type.Optional(ms('How long a call may take before it counts as failed', 1))
}

const lmdbPlace = {
  path: Type.Optional(Type.String({ minLength: 1, description: 'The directory, on a local disk; default: lmdb in the data directory' })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Keeps several apart in one directory' }))
}

const redisServer = {
  url: Type.Optional(Type.String({ minLength: 1, description: 'redis:// or rediss://; better left to the variable REDIS_URL' })),
  cluster: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'Addresses of some nodes of a Cluster' })),
  sentinel: Type.Optional(Type.Object({
    nodes: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'Addresses of the sentinels' }),
    master: Type.String({ minLength: 1, description: 'What the sentinels call the master' }),
    username: Type.Optional(Type.String()),
    password: Type.Optional(Type.String())
  }, { additionalProperties: false, description: 'Servers under Sentinel' })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'Two names on one server never meet' }))
}

const redisOnly = {
  memoryShare: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: "Share of the server's memory above which new jobs are refused" })),
  wait: Type.Optional(Type.Object({
    replicas: Type.Integer({ minimum: 1, description: 'How many replicas must have an event' }),
    timeoutMs: Type.Optional(ms('How long they are waited for', 1))
  }, { additionalProperties: false, description: 'Answers the sender only when so many replicas have the event' }))
}

const pollMs = Type.Optional(ms('How often work is looked for that no notification told of', 10))

/** The drivers that a config can name. */
export const DRIVERS = ['memory', 'lmdb', 'redis'] as const
export type DriverName = typeof DRIVERS[number]

const names = [Type.Literal('memory'), Type.Literal('lmdb'), Type.Literal('redis')] as const
const closed = { additionalProperties: false } as const

export const QueueSchema = Type.Union([
  ...names,
  Type.Object({ driver: Type.Literal('memory'), ...ofEveryQueue }, closed),
  Type.Object({ driver: Type.Literal('lmdb'), ...lmdbPlace, ...ofEveryQueue, pollMs }, closed),
  Type.Object({ driver: Type.Literal('redis'), ...redisServer, ...ofEveryQueue, ...redisOnly }, closed)
], { description: 'Where jobs are stored: memory (nothing outlives the process), lmdb (a file on this machine) or redis; with options as an object', default: 'lmdb' })

export const StoreSchema = Type.Union([
  ...names,
  Type.Object({
    driver: Type.Literal('memory'),
    maxEntries: Type.Optional(Type.Integer({ minimum: 1, description: 'Records above which a write is refused' })),
    maxBytes: Type.Optional(Type.Integer({ minimum: 1, description: 'Bytes above which a write is refused' }))
  }, closed),
  Type.Object({ driver: Type.Literal('lmdb'), ...lmdbPlace, callTimeoutMs: ofEveryQueue.callTimeoutMs }, closed),
  Type.Object({ driver: Type.Literal('redis'), ...redisServer, callTimeoutMs: ofEveryQueue.callTimeoutMs }, closed)
], { description: "Where tokens and what plugins remember are stored; default: where the queue's jobs are" })
