import createError from '@fastify/error'

export const HKS_ERR_FORWARD_URL = createError<[why: string]>(
  'HKS_ERR_FORWARD_URL', "Plugin 'http-forward', option 'url': %s", 500)

export const HKS_ERR_FORWARD_KEY = createError<[index: number, why: string]>(
  'HKS_ERR_FORWARD_KEY', "Plugin 'http-forward', option 'keys[%d]': %s", 500)

export const HKS_ERR_FORWARD_PRIVATE_HOST = createError<[host: string]>(
  'HKS_ERR_FORWARD_PRIVATE_HOST', "The host '%s' has a private address; if it is meant, name it in 'allowPrivateHosts'", 500)
