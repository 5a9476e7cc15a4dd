import createError from '@fastify/error'

/* At start, together with all other mistakes. */

export const HKS_ERR_SCHEDULE_OPTION = createError<[name: string, why: string]>(
  'HKS_ERR_SCHEDULE_OPTION', "Schedule '%s': %s", 500)

export const HKS_ERR_SCHEDULE_CLASH = createError<[name: string]>(
  'HKS_ERR_SCHEDULE_CLASH', "Two schedules are called '%s': give one of them another name", 500)
