import createError from '@fastify/error'

/*
 * The only place where this package's errors are born. The verifier's codes are part of its contract and stand in
 * @hooksmith/contracts.
 */

export const HKS_ERR_FORGE_OPTIONS = createError<[mistakes: string]>(
  'HKS_ERR_FORGE_OPTIONS', 'The options of the Forge receiver have mistakes:\n%s', 500)

export const HKS_ERR_FORGE_TOKEN_MISSING = createError<[tenant: string]>(
  'HKS_ERR_FORGE_TOKEN_MISSING', "There is no app system token for '%s' that lives long enough", 503)

export const HKS_ERR_FORGE_NOT_SERVED = createError<[environment: string]>(
  'HKS_ERR_FORGE_NOT_SERVED', "The call comes from the environment %s, which the option 'environments' does not name", 403)

export const HKS_ERR_FORGE_NO_USER = createError<[]>(
  'HKS_ERR_FORGE_NO_USER', 'The call comes without a user, and its endpoint requires one', 403)

export const HKS_ERR_FORGE_PATH = createError<[expected: string]>(
  'HKS_ERR_FORGE_PATH', 'The path of a request to Atlassian must be %s', 500)

export const HKS_ERR_FORGE_HOST = createError<[host: string]>(
  'HKS_ERR_FORGE_HOST', "Tokens are not sent to '%s': it is none of the allowed API hosts", 500)

export const HKS_ERR_FORGE_NO_TOKENS = createError<[]>(
  'HKS_ERR_FORGE_NO_TOKENS', "The Forge receiver keeps no tokens: give it the option 'tokens'", 500)

export const HKS_ERR_FORGE_EVENT = createError<[attribute: string]>(
  'HKS_ERR_FORGE_EVENT', "The event did not come through the Forge receiver: attribute '%s' is missing", 500)

export const HKS_ERR_FORGE_REQUEST = createError<[detail: string]>(
  'HKS_ERR_FORGE_REQUEST', 'The request to Atlassian got no answer, or a redirect, which is refused: %s', 502)

export const HKS_ERR_FORGE_MANIFEST_INVALID = createError<[problems: string]>(
  'HKS_ERR_FORGE_MANIFEST_INVALID', 'The manifest cannot be read, correct it first:\n%s', 500)

export const HKS_ERR_FORGE_MANIFEST_EDIT = createError<[place: string, reason: string]>(
  'HKS_ERR_FORGE_MANIFEST_EDIT', 'The manifest cannot be extended at %s: %s', 500)

export const HKS_ERR_FORGE_MANIFEST_NEEDS = createError<[mistakes: string]>(
  'HKS_ERR_FORGE_MANIFEST_NEEDS', 'A manifest cannot be written for this server:\n%s', 500)

export const HKS_ERR_FORGE_RECORDING = createError<[reason: string]>(
  'HKS_ERR_FORGE_RECORDING', 'This is no recording that can be read: %s', 500)
