import { HKS_ERR_ROUTER_RECEIVER_CLASH, HKS_ERR_ROUTER_RECEIVER_OPTION } from './errors.js'
import { describeNumber } from './options.js'
import type { Receiver } from './receiver.js'

const NAME = /^[a-z0-9-]{1,80}$/

/** Everything that is wrong with a receiver by itself; where nothing is, whether it takes the place of another one. */
export function findReceiverProblems (receiver: Receiver, others: readonly Receiver[]): Error[] {
  const problems: string[] = []
  if (!NAME.test(receiver.name)) problems.push('its name is not valid: 1 to 80 lower-case letters, digits, dashes')
  if (typeof receiver.path !== 'string' || !receiver.path.startsWith('/')) problems.push("its path must begin with '/'")
  for (const name of ['bodyLimitBytes', 'dedupeMs', 'redeliveryHorizonMs'] as const) {
    const wrong = describeNumber(receiver[name] ?? 1, 1)
    if (wrong !== undefined) problems.push(`its option '${name}' must be ${wrong}`)
  }
  if (problems.length > 0) return problems.map((why) => new HKS_ERR_ROUTER_RECEIVER_OPTION(String(receiver.name), why))
  const clash = findClash(receiver, others)
  return clash === undefined ? [] : [clash]
}

function findClash ({ name, path, methods = ['POST'] }: Receiver, others: readonly Receiver[]): Error | undefined {
  for (const method of methods) {
    const rival = others.find((other) => other.path === path && (other.methods ?? ['POST']).includes(method))
    if (rival !== undefined) return new HKS_ERR_ROUTER_RECEIVER_CLASH(method, path, `'${rival.name}' and '${name}'`)
  }
  return undefined
}
