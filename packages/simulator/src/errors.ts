import createError from '@fastify/error'

/* The only place where this package's errors are born. */

export const HKS_ERR_SIMULATOR_CLOSED = createError<[]>(
  'HKS_ERR_SIMULATOR_CLOSED', 'The simulator was closed', 500)

export const HKS_ERR_SIMULATOR_INPUT = createError<[argument: string, expected: string, received: string]>(
  'HKS_ERR_SIMULATOR_INPUT', "Argument '%s' must be %s, received %s", 500)

export const HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN = createError<[wanted: string]>(
  'HKS_ERR_SIMULATOR_ENDPOINT_UNKNOWN', 'There is no endpoint for %s: give a url, or name it in setRemote()', 500)

export const HKS_ERR_SIMULATOR_MODULE_UNKNOWN = createError<[wanted: string]>(
  'HKS_ERR_SIMULATOR_MODULE_UNKNOWN', 'There is no %s: name it in the manifest, or in setRemote()', 500)

export const HKS_ERR_SIMULATOR_EVENT_UNKNOWN = createError<[name: string]>(
  'HKS_ERR_SIMULATOR_EVENT_UNKNOWN', "There is no sample of the event '%s': give a body", 500)

export const HKS_ERR_SIMULATOR_HOST = createError<[origin: string, known: string]>(
  'HKS_ERR_SIMULATOR_HOST', "'%s' was not called: the simulator's dispatcher leads to %s and to no network", 500)

export const HKS_ERR_SIMULATOR_CLOCK = createError<[]>(
  'HKS_ERR_SIMULATOR_CLOCK', "advance() moves a FakeClock, and this simulator's clock is another: let time pass instead", 500)

export const HKS_ERR_SIMULATOR_MANIFEST = createError<[reason: string]>(
  'HKS_ERR_SIMULATOR_MANIFEST', 'The manifest cannot be simulated: %s', 500)

export const HKS_ERR_SIMULATOR_EXPRESSION = createError<[reason: string]>(
  'HKS_ERR_SIMULATOR_EXPRESSION', 'The expression cannot be evaluated: %s', 500)
