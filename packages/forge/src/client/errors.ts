import createError from '@fastify/error'

/*
 * What only calling back can meet. None of these errors holds a token, the body of an answer, or a header of it but for the reason of a
 * limit, whose alphabet is checked.
 */

export const HKS_ERR_FORGE_LIMITED = createError<[scope: string, reason: string, retryAfterMs: number]>(
  'HKS_ERR_FORGE_LIMITED', 'Atlassian limits calls of this %s (%s); the next may be made in %d ms', 503)

export const HKS_ERR_FORGE_UNAVAILABLE = createError<[status: number]>(
  'HKS_ERR_FORGE_UNAVAILABLE', 'Atlassian answered %d: the service is not available for the moment', 503)

export const HKS_ERR_FORGE_NOT_PERMITTED = createError<[status: number]>(
  'HKS_ERR_FORGE_NOT_PERMITTED', 'Atlassian answered %d to a fresh installation: its permissions may not have arrived yet', 503)

export const HKS_ERR_FORGE_REDIRECT = createError<[where: string]>(
  'HKS_ERR_FORGE_REDIRECT', 'Atlassian answered with a redirect that is not followed: %s', 502)

export const HKS_ERR_FORGE_ANSWER = createError<[what: string]>(
  'HKS_ERR_FORGE_ANSWER', 'The answer of Atlassian cannot be read: %s', 502)

export const HKS_ERR_FORGE_INSTALLATION = createError<[id: string]>(
  'HKS_ERR_FORGE_INSTALLATION', "There is no installation '%s' that is known here", 500)

export const HKS_ERR_FORGE_USER_TOKEN = createError<[why: string]>(
  'HKS_ERR_FORGE_USER_TOKEN', 'There is no token of the user: %s', 403)

export const HKS_ERR_FORGE_IMPERSONATION = createError<[detail: string]>(
  'HKS_ERR_FORGE_IMPERSONATION', 'Atlassian gave no token to act for this user: %s', 403)

export const HKS_ERR_FORGE_GRAPHQL = createError<[detail: string]>(
  'HKS_ERR_FORGE_GRAPHQL', 'Atlassian refused the GraphQL request: %s', 502)

export const HKS_ERR_FORGE_STORAGE = createError<[operation: string, answer: string]>(
  'HKS_ERR_FORGE_STORAGE', "Forge's storage refused '%s': %s", 502)

export const HKS_ERR_FORGE_STORAGE_UNSUPPORTED = createError<[what: string]>(
  'HKS_ERR_FORGE_STORAGE_UNSUPPORTED', "Forge's storage cannot do this over GraphQL: %s. Use it over REST", 500)

/** An error that says when to try again. */
export interface RetryLater {
  /** From the instant it was thrown, in milliseconds. Callers that were turned away together get different ones. */
  readonly retryAfterMs: number
}

/** What stands in an `HKS_ERR_FORGE_LIMITED`. */
export interface LimitDetails extends RetryLater {
  /** What the limit is of: calls elsewhere go on. */
  readonly scope: 'app' | 'installation' | 'endpoint' | 'issue' | 'impersonation'
  /** As Atlassian named it, or `unknown`. */
  readonly reason: string
}

/** What stands in an `HKS_ERR_FORGE_STORAGE`. */
export interface StorageDetails {
  /** The status of the answer. */
  readonly status: number
  /** Atlassian's own code, for example `MAX_SIZE`; absent where it gave none. */
  readonly storageCode?: string
}
