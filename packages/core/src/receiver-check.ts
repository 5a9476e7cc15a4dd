import { HKS_ERR_ROUTER_RECEIVER_OPTION } from './errors.js'
import { describeNumber } from './options.js'
import type { Receiver } from './receiver.js'

const NAME = /^[a-z0-9-]{1,80}$/

/** Everything that is wrong with a receiver by itself. */
export function findReceiverProblems (receiver: Receiver): Error[] {
  const problems: string[] = []
  if (!NAME.test(receiver.name)) problems.push('its name is not valid: 1 to 80 lower-case letters, digits, dashes')
  if (typeof receiver.path !== 'string' || !receiver.path.startsWith('/')) problems.push("its path must begin with '/'")
  for (const name of ['bodyLimitBytes', 'dedupeMs', 'redeliveryHorizonMs'] as const) {
    const wrong = describeNumber(receiver[name] ?? 1, 1)
    if (wrong !== undefined) problems.push(`its option '${name}' must be ${wrong}`)
  }
  return problems.map((why) => new HKS_ERR_ROUTER_RECEIVER_OPTION(String(receiver.name), why))
}
