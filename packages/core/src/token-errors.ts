import createError from '@fastify/error'

export const HKS_ERR_TOKEN_KEY_FILE = createError<[path: string, what: string, caught?: { readonly cause: unknown }]>(
  'HKS_ERR_TOKEN_KEY_FILE', "The key file '%s' %s", 500)

export const HKS_ERR_TOKEN_KEYS = createError<[variable: string, what: string, caught?: { readonly cause: unknown }]>(
  'HKS_ERR_TOKEN_KEYS', '%s %s', 500)

export const HKS_ERR_TOKEN_KEY_MISSING = createError<[]>(
  'HKS_ERR_TOKEN_KEY_MISSING', 'There is no key to encrypt tokens with: set HOOKSMITH_TOKEN_KEYS, or HOOKSMITH_TOKEN_KEYS_FILE, to 32 random bytes as base64url', 500)
