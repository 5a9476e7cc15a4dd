import createError from '@fastify/error'

/* At start. */

export const HKS_ERR_ENDPOINT_OPTION = createError<[endpoint: string, why: string]>(
  'HKS_ERR_ENDPOINT_OPTION', "Endpoint '%s': %s", 500)

export const HKS_ERR_ENDPOINT_CLASH = createError<[endpoint: string, method: string, owner: string]>(
  'HKS_ERR_ENDPOINT_CLASH', "Endpoint '%s': %s is taken there by %s, give one of them another path", 500)

export const HKS_ERR_ENDPOINT_GUARD = createError<[endpoint: string, why: string]>(
  'HKS_ERR_ENDPOINT_GUARD', "Endpoint '%s': nobody can prove who calls it: %s", 500)

/* Calls. */

export const HKS_ERR_ENDPOINT_PARAMS = createError<[problems: string]>(
  'HKS_ERR_ENDPOINT_PARAMS', 'The parameters of the path do not fit: %s', 400)

export const HKS_ERR_ENDPOINT_QUERY = createError<[problems: string]>(
  'HKS_ERR_ENDPOINT_QUERY', 'The query does not fit: %s', 400)

export const HKS_ERR_ENDPOINT_BODY = createError<[problems: string]>(
  'HKS_ERR_ENDPOINT_BODY', 'The body does not fit: %s', 400)

export const HKS_ERR_ENDPOINT_CONTENT_TYPE = createError<[]>(
  'HKS_ERR_ENDPOINT_CONTENT_TYPE', 'The body must be JSON, with the content type application/json', 415)

export const HKS_ERR_ENDPOINT_TIMEOUT = createError<[timeoutMs: number]>(
  'HKS_ERR_ENDPOINT_TIMEOUT', 'The call took longer than %d ms', 504)

export const HKS_ERR_ENDPOINT_GONE = createError<[]>(
  'HKS_ERR_ENDPOINT_GONE', 'The caller went away before the answer', 499)

export const HKS_ERR_ENDPOINT_CLOSING = createError<[]>(
  'HKS_ERR_ENDPOINT_CLOSING', 'The server closes and could not wait for the answer', 503)

export const HKS_ERR_ENDPOINT_REPLY = createError<[why: string]>(
  'HKS_ERR_ENDPOINT_REPLY', 'The handler gave an answer that cannot be sent: %s', 500)

export const HKS_ERR_ENDPOINT_FAILED = createError<[]>(
  'HKS_ERR_ENDPOINT_FAILED', 'The call failed', 500)
