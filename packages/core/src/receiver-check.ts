import { HKS_ERR_ROUTER_RECEIVER_CLASH, HKS_ERR_ROUTER_RECEIVER_OPTION } from './errors.js'
import { describeNumber } from './options.js'
import type { Receiver } from './receiver.js'
import type { RoutesTaken } from './routes-taken.js'

const NAME = /^[a-z0-9-]{1,80}$/

/** Everything that is wrong with a receiver by itself; where nothing is, whether another one has its route. */
export function findReceiverProblems (receiver: Receiver, routes: RoutesTaken): Error[] {
  const problems: string[] = []
  const { name, path, methods = ['POST'] } = receiver
  if (!NAME.test(name)) problems.push('its name is not valid: 1 to 80 lower-case letters, digits, dashes')
  if (typeof path !== 'string' || !path.startsWith('/')) problems.push("its path must begin with '/'")
  for (const option of ['bodyLimitBytes', 'dedupeMs', 'redeliveryHorizonMs'] as const) {
    const wrong = describeNumber(receiver[option] ?? 1, 1)
    if (wrong !== undefined) problems.push(`its option '${option}' must be ${wrong}`)
  }
  if (problems.length > 0) return problems.map((why) => new HKS_ERR_ROUTER_RECEIVER_OPTION(String(name), why))
  const taken = routes.take(`receiver '${name}'`, methods, path)
  return taken === undefined ? [] : [new HKS_ERR_ROUTER_RECEIVER_CLASH(taken.method, path, `${taken.owner} and receiver '${name}'`)]
}
