import createError from '@fastify/error'

export const HKS_ERR_TOKEN_KEY_FILE = createError<[path: string, what: string, caught?: { readonly cause: unknown }]>(
  'HKS_ERR_TOKEN_KEY_FILE', "The key file '%s' %s", 500)
