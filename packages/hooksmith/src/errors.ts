import createError from '@fastify/error'

/* The only place where this package's errors are born. What can be wrong with a config has codes of its own, see CONFIG_CODES. */

export const HKS_ERR_CONFIG_INVALID = createError<[count: number, list: string]>(
  'HKS_ERR_CONFIG_INVALID', 'The config has %d to mend:\n%s', 500)

export const HKS_ERR_COMMAND_FAILED = createError<[what: string]>(
  'HKS_ERR_COMMAND_FAILED', '%s', 500)

export const HKS_ERR_COMMAND_USAGE = createError<[what: string]>(
  'HKS_ERR_COMMAND_USAGE', '%s', 500)
