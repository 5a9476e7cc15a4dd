import { forgeEventNames } from '@hooksmith/forge/catalogue'
import { HKS_ERR_COMMAND_USAGE } from '../errors.js'
import { nearestName } from '../server/config/nearest.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import { askSend } from './dev/control.js'
import { describeHappened, isAccepted } from './dev/happened.js'
import type { AddCommand } from './frame.js'
import { parseObject, readArgumentFile } from './json-argument.js'

interface Flags extends ConfigFlag {
  readonly file?: string
  readonly data?: string
  readonly json?: true
}

const EXAMPLES = `
Examples:
  $ hooksmith send avi:confluence:created:page                        the sample of the catalogue, signed
  $ hooksmith send avi:confluence:created:page --data '{"atlassianId":"me"}'   with members laid over it
  $ hooksmith send avi:jira:created:issue --file issue.json
  $ hooksmith send forge:scheduled:hourly                             a tick of a scheduled trigger

Needs a running 'hooksmith dev'. Exits with 1 when the server did not accept it.`

/** `hooksmith send`. */
export const addSend: AddCommand = ({ program, around, action }) => {
  withConfigFlag(program.command('send <event>').description("Let an event happen on the simulator of a running 'hooksmith dev'"))
    .option('--data <json>', 'members laid over the sample')
    .option('--file <file>', 'the same, from a file')
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(action(async (event: string, flags: Flags) => {
      assertEventName(event)
      const text = flags.file === undefined ? flags.data : await readArgumentFile(flags.file, around.directory)
      const payload = text === undefined ? undefined : parseObject(text, flags.file ?? '--data')
      const { config } = await loadFor(flags, around)
      const happened = await askSend(config.data, { event, ...payload === undefined ? {} : { payload } })
      around.write(flags.json === true ? JSON.stringify({ event, ...happened }) : describeHappened(event, happened, around.color))
      return isAccepted(happened) ? 0 : 1
    }))
}

function assertEventName (event: string): void {
  const isOpen = event.startsWith('forge:scheduled:') || event.startsWith('avi:cloud:ecosystem::event/')
  if (isOpen || forgeEventNames.includes(event)) return
  const nearest = nearestName(event, forgeEventNames)
  throw new HKS_ERR_COMMAND_USAGE(`There is no event '${event}'${nearest === undefined ? '' : `. Did you mean ${nearest}?`}`)
}
