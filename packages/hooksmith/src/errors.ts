import createError from '@fastify/error'

/* The only place where this package's errors are born. What can be wrong with a config has codes of its own, see CONFIG_CODES. */

export const HKS_ERR_CONFIG_INVALID = createError<[count: number, list: string]>(
  'HKS_ERR_CONFIG_INVALID', 'The config has %d to mend:\n%s', 500)

export const HKS_ERR_SERVER_PACKAGE = createError<[name: string, what: string, line: string]>(
  'HKS_ERR_SERVER_PACKAGE', "The package '%s' is needed %s and is not installed: %s", 500)

export const HKS_ERR_COMMAND_FAILED = createError<[what: string]>(
  'HKS_ERR_COMMAND_FAILED', '%s', 500)
