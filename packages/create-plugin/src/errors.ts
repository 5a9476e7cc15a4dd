import createError from '@fastify/error'

export const HKS_ERR_CREATE_NAME = createError<[name: string, why: string]>(
  'HKS_ERR_CREATE_NAME', "'%s' is no name for a package: %s", 500)

export const HKS_ERR_CREATE_EVENT = createError<[event: string, why: string]>(
  'HKS_ERR_CREATE_EVENT', "'%s' is no event to begin with: %s", 500)

export const HKS_ERR_CREATE_REGISTRY = createError<[why: string]>(
  'HKS_ERR_CREATE_REGISTRY', 'The registry %s', 500)

export const HKS_ERR_CREATE_FOLDER = createError<[folder: string, why: string]>(
  'HKS_ERR_CREATE_FOLDER', "Nothing was written into '%s': %s", 500)
