import type { Surroundings } from '../surroundings.js'
import type { Happened } from './simulator.js'

/** Whether the server took it: at least one delivery, and each accepted. */
export function isAccepted ({ deliveries }: Happened): boolean {
  return deliveries.length > 0 && deliveries.every(({ verdict }) => verdict === 'accepted')
}

/** A line for each delivery, and for each trigger that did not get the event. */
export function describeHappened (event: string, { deliveries, withheld }: Happened, color: Surroundings['color']): string {
  const lines = [
    ...deliveries.map(({ status, durationMs, verdict }) => verdict === 'accepted'
      ? `${color.green('✔')} ${event}  answered ${String(status)} in ${Math.round(durationMs)} ms`
      : `${color.red('✖')} ${event}  ${verdict}${status === undefined ? '' : `, answered ${status}`}; Forge would deliver it again`),
    ...withheld.map(({ triggerKey, reason }) => `${color.yellow('!')} ${event}  withheld from trigger '${triggerKey}': ${reason}`)
  ]
  return lines.length === 0 ? `${color.yellow('!')} ${event}  no trigger of the manifest asks for it: 'hooksmith manifest generate --write' adds it` : lines.join('\n')
}
