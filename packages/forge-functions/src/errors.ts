import createError from '@fastify/error'

/* At start: what keeps a file of functions from running here. Each names file, line and column where there is one. */

export const HKS_ERR_FORGE_FUNCTIONS_LOAD = createError<[entry: string, count: number, list: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_LOAD', "The functions of '%s' cannot run here, %d to mend:\n%s", 500)

export const HKS_ERR_FORGE_FUNCTIONS_IMPORT = createError<[where: string, module: string, instead: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_IMPORT', "%s: '%s' is not there outside of Forge: %s", 500)

export const HKS_ERR_FORGE_FUNCTIONS_NAME = createError<[where: string, name: string, module: string, instead: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_NAME', "%s: '%s' of '%s' is not there outside of Forge: %s", 500)

export const HKS_ERR_FORGE_FUNCTIONS_EVENTS = createError<[where: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_EVENTS', "%s: '@forge/events' is not installed beside the function: npm install @forge/events", 500)

export const HKS_ERR_FORGE_FUNCTIONS_BUILD = createError<[where: string, why: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_BUILD', '%s: %s', 500)

export const HKS_ERR_FORGE_FUNCTIONS_EVALUATE = createError<[entry: string, why: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_EVALUATE', "The functions of '%s' failed while they were loaded: %s", 500)

export const HKS_ERR_FORGE_FUNCTIONS_UNKNOWN = createError<[entry: string, name: string, hint: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_UNKNOWN', "'%s' exports no function '%s'%s", 500)

/* At run time: what only a running function can meet. */

export const HKS_ERR_FORGE_FUNCTIONS_REQUIRE = createError<[id: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_REQUIRE', "'%s' is no part of the bundle: import it by a name that stands in the code", 500)

export const HKS_ERR_FORGE_FUNCTIONS_MEMBER = createError<[name: string, owner: string, instead: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_MEMBER', "'%s' of %s is not there outside of Forge: %s", 500)

export const HKS_ERR_FORGE_FUNCTIONS_OUTSIDE = createError<[]>(
  'HKS_ERR_FORGE_FUNCTIONS_OUTSIDE', 'Atlassian can be called only while a function runs: not while it is loaded, and not after it has returned', 500)

export const HKS_ERR_FORGE_FUNCTIONS_SENDER = createError<[type: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_SENDER', "The event '%s' did not come from Forge: there is no installation to call for", 500)

export const HKS_ERR_FORGE_FUNCTIONS_USER = createError<[]>(
  'HKS_ERR_FORGE_FUNCTIONS_USER', 'No user sits behind an event: call with asApp(), or with asUser(accountId) if the app may impersonate', 500)

export const HKS_ERR_FORGE_FUNCTIONS_ROUTE = createError<[received: string]>(
  'HKS_ERR_FORGE_FUNCTIONS_ROUTE', "The path of a call must be made with route`…` of '@forge/api', received %s", 500)
