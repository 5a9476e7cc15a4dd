import createError from '@fastify/error'

/* At start: the mistakes of whoever composed the server, collected and refused together. */

export const HKS_ERR_ROUTER_SETUP = createError<[count: number, list: string]>(
  'HKS_ERR_ROUTER_SETUP', 'The router cannot start, %d to mend:\n%s', 500)

export const HKS_ERR_ROUTER_STARTED = createError<[what: string]>(
  'HKS_ERR_ROUTER_STARTED', 'The router has started, %s can no longer be added: do it inside a plugin, before ready()', 500)

export const HKS_ERR_ROUTER_PATTERN = createError<[handler: string, pattern: string, why: string]>(
  'HKS_ERR_ROUTER_PATTERN', "Handler '%s': the pattern '%s' is not valid: %s", 500)

export const HKS_ERR_ROUTER_UNKNOWN_EVENT = createError<[handler: string, pattern: string, hint: string]>(
  'HKS_ERR_ROUTER_UNKNOWN_EVENT', "Handler '%s': no known event matches '%s'%s", 500)

export const HKS_ERR_ROUTER_HANDLER_CLASH = createError<[handler: string]>(
  'HKS_ERR_ROUTER_HANDLER_CLASH', "Two handlers have the id or alias '%s': give one of them another id", 500)

export const HKS_ERR_ROUTER_HANDLER_OPTION = createError<[handler: string, why: string]>(
  'HKS_ERR_ROUTER_HANDLER_OPTION', "Handler '%s': %s", 500)

export const HKS_ERR_ROUTER_RECEIVER_CLASH = createError<[method: string, path: string, names: string]>(
  'HKS_ERR_ROUTER_RECEIVER_CLASH', "%s '%s' is taken twice, by %s: give one of them another path", 500)

export const HKS_ERR_ROUTER_RECEIVER_OPTION = createError<[receiver: string, why: string]>(
  'HKS_ERR_ROUTER_RECEIVER_OPTION', "Receiver '%s': %s", 500)

export const HKS_ERR_PLUGIN_NAME = createError<[name: string]>(
  'HKS_ERR_PLUGIN_NAME', "The plugin name '%s' is not valid: 1 to 80 letters, digits, '.', '_', '-'", 500)

export const HKS_ERR_PLUGIN_CLASH = createError<[name: string]>(
  'HKS_ERR_PLUGIN_CLASH', "Two plugins are called '%s', or one was registered twice", 500)

export const HKS_ERR_PLUGIN_OPTIONS = createError<[plugin: string, option: string, why: string]>(
  'HKS_ERR_PLUGIN_OPTIONS', "Plugin '%s', option '%s': %s", 500)

export const HKS_ERR_PLUGIN_SCHEMA = createError<[plugin: string, option: string, why: string]>(
  'HKS_ERR_PLUGIN_SCHEMA', "Plugin '%s', the schema of its options: '%s' %s", 500)

export const HKS_ERR_ROUTER_NOT_STARTED = createError<[]>(
  'HKS_ERR_ROUTER_NOT_STARTED', 'The router has not started and knows no handlers yet: emit events from an onReady hook or later', 503)

/* Requests. */

export const HKS_ERR_ROUTER_BODY_TOO_LARGE = createError<[maxBytes: number]>(
  'HKS_ERR_ROUTER_BODY_TOO_LARGE', 'The body is larger than %d bytes', 413)

export const HKS_ERR_ROUTER_BODY_READ = createError<[]>(
  'HKS_ERR_ROUTER_BODY_READ', 'Somebody else has read the body already, such as express.json() in front of this server: leave these paths out there', 500)

export const HKS_ERR_ROUTER_INTERNAL = createError<[]>(
  'HKS_ERR_ROUTER_INTERNAL', 'The request could not be taken', 500)

export const HKS_ERR_HANDLER_FILTER = createError<[received: string]>(
  'HKS_ERR_HANDLER_FILTER', 'The filter gave a %s where a boolean is due', 500)

/* Attempts: what stands in a retry's reason or in a dead letter. */

export const HKS_ERR_HANDLER_FAILED = createError<[attempts: number, reason: string]>(
  'HKS_ERR_HANDLER_FAILED', 'Failed in each of %d attempts, last: %s', 500)

export const HKS_ERR_HANDLER_TIMEOUT = createError<[timeoutMs: number]>(
  'HKS_ERR_HANDLER_TIMEOUT', 'The attempt took longer than %d ms', 500)

export const HKS_ERR_HANDLER_ABANDONED = createError<[waitedMs: number]>(
  'HKS_ERR_HANDLER_ABANDONED', 'The attempt had not ended %d ms after its timeout', 500)

export const HKS_ERR_HANDLER_GAVE_UP = createError<[reason: string]>(
  'HKS_ERR_HANDLER_GAVE_UP', 'The handler gave up: %s', 500)

export const HKS_ERR_HANDLER_RETRY_DATA = createError<[maxBytes: number]>(
  'HKS_ERR_HANDLER_RETRY_DATA', 'The data of a retry must be JSON of at most %d bytes', 500)

export const HKS_ERR_JOB_CRASHED = createError<[crashes: number]>(
  'HKS_ERR_JOB_CRASHED', 'Its process died, or lost the lease, in %d attempts; it was not started again', 500)

export const HKS_ERR_JOB_WAIT_EXPIRED = createError<[signal: string, waitedMs: number]>(
  'HKS_ERR_JOB_WAIT_EXPIRED', 'Nobody raised %s within %d ms', 500)

export const HKS_ERR_JOB_TOO_OLD = createError<[ageMs: number, reason: string]>(
  'HKS_ERR_JOB_TOO_OLD', 'Uncounted retries went on for %d ms, last: %s', 500)

/* The worker as a whole. */

export const HKS_ERR_ROUTER_EXHAUSTED = createError<[abandoned: number]>(
  'HKS_ERR_ROUTER_EXHAUSTED', '%d attempts run on past their timeout: this process takes no more jobs and has to be restarted', 503)
