import createError from '@fastify/error'

/*
 * The only place where this package's errors are born. A code that is part of a contract stands here, and every driver
 * throws that one; a driver's own errors.ts holds only what it alone can meet.
 */

/**
 * The last argument of an error that translates what a driver caught. The library makes `cause` an enumerable member: whoever
 * turns the error into JSON shows it, so what may hold a credential is no cause.
 */
type Caught = { readonly cause: unknown }

export const HKS_ERR_EVENT_INPUT = createError<[attribute: string, expected: string, received: string]>(
  'HKS_ERR_EVENT_INPUT', "Event attribute '%s' must be %s, received %s", 500)

export const HKS_ERR_JOB_INPUT = createError<[member: string, expected: string, received: string]>(
  'HKS_ERR_JOB_INPUT', "Job member '%s' must be %s, received %s", 500)

export const HKS_ERR_OPTION_INVALID = createError<[option: string, expected: string, received: string]>(
  'HKS_ERR_OPTION_INVALID', "Option '%s' must be %s, received %s", 500)

/* Queue. Nothing was stored: */

export const HKS_ERR_QUEUE_UNAVAILABLE = createError<[detail: string, caught?: Caught]>(
  'HKS_ERR_QUEUE_UNAVAILABLE', 'The queue cannot be reached, nothing was stored: %s', 503)

export const HKS_ERR_QUEUE_FULL = createError<[detail: string, caught?: Caught]>(
  'HKS_ERR_QUEUE_FULL', 'The queue is full, nothing was stored: %s', 503)

export const HKS_ERR_QUEUE_READ_ONLY = createError<[detail: string, caught?: Caught]>(
  'HKS_ERR_QUEUE_READ_ONLY', 'The queue takes no writes, nothing was stored: %s', 503)

export const HKS_ERR_QUEUE_CLOSED = createError<[]>(
  'HKS_ERR_QUEUE_CLOSED', 'The queue was closed by this process, nothing was stored', 503)

/* Unknown whether stored: */

export const HKS_ERR_QUEUE_TIMEOUT = createError<[waitedMs: number]>(
  'HKS_ERR_QUEUE_TIMEOUT', 'The queue did not answer within %d ms; whether the jobs were stored is unknown, repeating with the same ids is safe', 503)

/* About jobs: */

export const HKS_ERR_QUEUE_LEASE_LOST = createError<[jobId: string]>(
  'HKS_ERR_QUEUE_LEASE_LOST', "The lease on job '%s' ended before the attempt did, and somebody else may have started it", 500)

export const HKS_ERR_QUEUE_HANDED_BACK = createError<[jobId: string]>(
  'HKS_ERR_QUEUE_HANDED_BACK', "Job '%s' was handed back because its consumer closes", 500)

export const HKS_ERR_QUEUE_JOB_RUNNING = createError<[jobId: string]>(
  'HKS_ERR_QUEUE_JOB_RUNNING', "Job '%s' is running and cannot be removed; remove it once its attempt has ended", 409)

export const HKS_ERR_QUEUE_ORPHANED = createError<[handler: string, waitedMs: number]>(
  'HKS_ERR_QUEUE_ORPHANED', "No live worker had the handler '%s' for %d ms", 500)

export const HKS_ERR_QUEUE_FORMAT = createError<[found: number, supported: number]>(
  'HKS_ERR_QUEUE_FORMAT', 'A stored record has format %d, this release reads formats up to %d: run the newer release, or empty the data first', 500)

/* Store */

export const HKS_ERR_STORE_INPUT = createError<[member: string, expected: string, received: string]>(
  'HKS_ERR_STORE_INPUT', "Store argument '%s' must be %s, received %s", 500)

export const HKS_ERR_STORE_UNAVAILABLE = createError<[detail: string, caught?: Caught]>(
  'HKS_ERR_STORE_UNAVAILABLE', 'The store cannot be reached: %s', 503)

export const HKS_ERR_STORE_FULL = createError<[detail: string, caught?: Caught]>(
  'HKS_ERR_STORE_FULL', 'The store is full: %s', 503)

export const HKS_ERR_STORE_READ_ONLY = createError<[detail: string, caught?: Caught]>(
  'HKS_ERR_STORE_READ_ONLY', 'The store takes no writes: %s', 503)

export const HKS_ERR_STORE_TIMEOUT = createError<[waitedMs: number]>(
  'HKS_ERR_STORE_TIMEOUT', 'The store did not answer within %d ms; whether it wrote is unknown', 503)

export const HKS_ERR_STORE_CLOSED = createError<[]>(
  'HKS_ERR_STORE_CLOSED', 'The store was closed by this process', 503)

export const HKS_ERR_STORE_FORMAT = createError<[found: number, supported: number]>(
  'HKS_ERR_STORE_FORMAT', 'A stored record has format %d, this release reads formats up to %d: run the newer release', 500)

/* Token store */

export const HKS_ERR_TOKEN_UNREADABLE = createError<[tenant: string]>(
  'HKS_ERR_TOKEN_UNREADABLE', "The stored token of tenant '%s' cannot be decrypted with any key of the list; add the key it was written with, or delete it", 500)

/* Verifier. The caller is at fault (401): */

export const HKS_ERR_VERIFIER_MISSING = createError<[where: string]>(
  'HKS_ERR_VERIFIER_MISSING', 'The request carries no %s', 401)

export const HKS_ERR_VERIFIER_MALFORMED = createError<[what: string]>(
  'HKS_ERR_VERIFIER_MALFORMED', 'The credential is malformed: %s', 401)

export const HKS_ERR_VERIFIER_ALGORITHM = createError<[]>(
  'HKS_ERR_VERIFIER_ALGORITHM', 'The credential is signed with an algorithm that is not accepted', 401)

export const HKS_ERR_VERIFIER_KEY_UNKNOWN = createError<[]>(
  'HKS_ERR_VERIFIER_KEY_UNKNOWN', 'The key set has no key for the credential', 401)

export const HKS_ERR_VERIFIER_SIGNATURE = createError<[]>(
  'HKS_ERR_VERIFIER_SIGNATURE', 'The signature does not match', 401)

export const HKS_ERR_VERIFIER_ISSUER = createError<[]>(
  'HKS_ERR_VERIFIER_ISSUER', 'The credential was issued by somebody else', 401)

export const HKS_ERR_VERIFIER_AUDIENCE = createError<[]>(
  'HKS_ERR_VERIFIER_AUDIENCE', 'The credential is meant for somebody else', 401)

export const HKS_ERR_VERIFIER_EXPIRED = createError<[]>(
  'HKS_ERR_VERIFIER_EXPIRED', 'The credential has expired', 401)

export const HKS_ERR_VERIFIER_NOT_YET_VALID = createError<[]>(
  'HKS_ERR_VERIFIER_NOT_YET_VALID', 'The credential is not valid yet', 401)

export const HKS_ERR_VERIFIER_CLAIMS = createError<[claim: string]>(
  'HKS_ERR_VERIFIER_CLAIMS', "The claim '%s' is missing or has the wrong shape", 401)

export const HKS_ERR_VERIFIER_BINDING = createError<[what: string]>(
  'HKS_ERR_VERIFIER_BINDING', 'The credential is genuine but not for this route: %s', 401)

export const HKS_ERR_VERIFIER_REPLAYED = createError<[]>(
  'HKS_ERR_VERIFIER_REPLAYED', 'The credential was used before', 401)

/* Verifier. We are at fault (503), a redelivery can help: */

export const HKS_ERR_VERIFIER_KEYS_UNAVAILABLE = createError<[detail: string, caught?: Caught]>(
  'HKS_ERR_VERIFIER_KEYS_UNAVAILABLE', 'The key set cannot be loaded: %s', 503)

export const HKS_ERR_VERIFIER_CLOCK_SKEW = createError<[differenceMs: number]>(
  'HKS_ERR_VERIFIER_CLOCK_SKEW', 'The clock of this machine differs from that of the key set by %d ms; set it right (NTP)', 503)
