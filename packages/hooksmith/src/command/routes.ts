import { inspect, sorted, tryComposition, type Trial } from '../server/check-project.js'
import { formatProblems } from '../server/config/problem.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import type { AddCommand } from './frame.js'
import type { Surroundings } from './surroundings.js'
import { describeSpan, renderTable } from './table.js'

interface Flags extends ConfigFlag { readonly json?: true }

const EXAMPLES = `
Examples:
  $ hooksmith routes
  $ hooksmith routes --json | jq -r '.handlers[].id'`

/** `hooksmith routes`. */
export const addRoutes: AddCommand = ({ program, around, action }) => {
  withConfigFlag(program.command('routes').description('List what the server takes, what it answers, and which handler wants what'))
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(action(async (flags: Flags) => {
      const loaded = await loadFor(flags, around)
      const { parts, problems } = await inspect(loaded)
      const trial = await tryComposition(loaded, parts)
      const wrong = sorted([...problems, ...trial.problems])
      if (wrong.length === 0) show(trial, flags, around)
      await trial.app.close()
      if (wrong.length === 0) return 0
      around.complain(formatProblems(wrong))
      return 78
    }))
}

function show ({ app, receivers: added }: Trial, { json }: Flags, { write, color }: Surroundings): void {
  const [handlers, endpoints] = [app.hooksmith.handlers(), app.hooksmith.endpoints()]
  const receivers = added.map(({ part, ...receiver }) => ({ ...receiver, from: part.title }))
  if (json === true) {
    write(JSON.stringify({ receivers, endpoints, handlers }, undefined, 2))
    return
  }
  write(receivers.length === 0
    ? '  no receiver: nothing can arrive'
    : renderTable(
      ['receiver', 'takes'], receivers.map(({ name, methods, path, from }) => [name, `${methods.join(',')} ${path}${from === name ? '' : color.dim(` · from ${from}`)}`]), color.bold))
  write('')
  if (endpoints.length > 0) {
    write(renderTable(
      ['endpoint', 'proven by', 'plugin'], endpoints.map(({ plugin, methods, path, guard }) => [`${methods.join(',')} ${path}`, guard, plugin]), color.bold))
    write('')
  }
  write(handlers.length === 0
    ? '  no handler: whatever arrives is answered and not handled'
    : renderTable(
      ['handler', 'retries', 'timeout', 'wants'],
      handlers.map(({ id, retries, timeoutMs, patterns, hasKey, self }) =>
        [id, String(retries), describeSpan(timeoutMs), `${patterns.join(', ')}${hasKey ? color.dim(' · one at a time by key') : ''}${self ? color.dim(' · own events too') : ''}`]),
      color.bold))
}
