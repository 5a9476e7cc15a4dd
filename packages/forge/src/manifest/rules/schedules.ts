import { endpointOf, modulesOfType, nameOf } from '../model.js'
import { problem } from '../problem.js'
import type { Rule } from './subject.js'

const MAX_SCHEDULES = 5

/** An app has at most five scheduled triggers. */
export const schedulesAreFew: Rule = ({ manifest }) => modulesOfType(manifest, 'scheduledTrigger').slice(MAX_SCHEDULES).slice(0, 1).map((sixth) =>
  problem('schedule-count', sixth.node.at, `${nameOf(sixth)} is scheduled trigger number ${MAX_SCHEDULES + 1}`,
    `Forge takes ${MAX_SCHEDULES}: let one trigger do the work of several, or schedule it in the server`))

/**
 * An app system token lives for 2 to 4 hours and comes only with a delivery: a schedule that runs once a day or once a week leaves the app
 * without one in between. One that runs every hour is enough.
 */
export const schedulesKeepTokensAlive: Rule = ({ manifest }) => {
  const withToken = modulesOfType(manifest, 'scheduledTrigger')
    .filter((module) => endpointOf(manifest, module)?.node.in('auth', 'appSystemToken', 'enabled')?.value === true)
  const isOften = (interval: string | undefined): boolean => interval === 'hour' || interval === 'fiveMinute'
  if (withToken.some(({ node }) => isOften(node.get('interval')?.text))) return []
  return withToken.flatMap((module) => {
    const interval = module.node.get('interval')
    return interval?.text !== 'day' && interval?.text !== 'week'
      ? []
      : [problem('schedule-token', interval.at, `${nameOf(module)} runs once a ${interval.text}, and its app system token lives for 2 to 4 hours`,
          "write 'interval: hour', or add an hourly scheduled trigger")]
  })
}
