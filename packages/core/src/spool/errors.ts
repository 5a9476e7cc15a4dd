import createError from '@fastify/error'

export const HKS_ERR_SPOOL_FULL = createError<[detail: string, caught?: { readonly cause: unknown }]>(
  'HKS_ERR_SPOOL_FULL', 'The queue is out of reach and the spool takes no more: %s', 503)

export const HKS_ERR_SPOOL_DISK = createError<[path: string, what: string]>(
  'HKS_ERR_SPOOL_DISK', "The spool at '%s' would vanish: it lies on %s. Name a directory on a disk that survives this process, or say allowVanishing", 500)

export const HKS_ERR_SPOOL_STORE = createError<[why: string]>(
  'HKS_ERR_SPOOL_STORE', 'The store of the spool %s', 500)

export const HKS_ERR_SPOOL_WINDOW = createError<[receiver: string, dedupeMs: number, maxAgeMs: number, horizonMs: number]>(
  'HKS_ERR_SPOOL_WINDOW',
  "Receiver '%s' forgets an event after dedupeMs %d, before the spool's maxAgeMs %d and its redeliveryHorizonMs %d have passed: raise the first or lower maxAgeMs", 500)
