import createError from '@fastify/error'

export const HKS_ERR_REGISTRY_TABLE = createError<[why: string]>(
  'HKS_ERR_REGISTRY_TABLE', "Plugin 'installation-registry': %s", 500)

export const HKS_ERR_REGISTRY_TENANT = createError<[tenant: string]>(
  'HKS_ERR_REGISTRY_TENANT', "The tenant '%s' is no Forge installation", 500)

export const HKS_ERR_REGISTRY_CLOSED = createError<[]>(
  'HKS_ERR_REGISTRY_CLOSED', 'The table was closed', 503)
