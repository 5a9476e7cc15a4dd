import createError from '@fastify/error'

export const HKS_ERR_TESTING_PLUGIN = createError<[received: string]>(
  'HKS_ERR_TESTING_PLUGIN', 'testPlugin() takes what definePlugin() returned, the default export of a plugin; received %s', 500)

export const HKS_ERR_TESTING_UNSETTLED = createError<[waitedMs: number, running: string]>(
  'HKS_ERR_TESTING_UNSETTLED', 'Not settled after %d ms of real time. Running: %s', 500)

export const HKS_ERR_TESTING_LEAK = createError<[where: string]>(
  'HKS_ERR_TESTING_LEAK', 'A token was written where it can be read: %s', 500)
