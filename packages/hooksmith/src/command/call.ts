import { HKS_ERR_COMMAND_USAGE } from '../errors.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import { describeBody, describeCalled, isAnswered } from './dev/called.js'
import { askCall } from './dev/control.js'
import type { CallRequest } from './dev/planned-call.js'
import type { AddCommand } from './frame.js'
import { parseObject, readArgumentFile } from './json-argument.js'

interface Flags extends ConfigFlag {
  readonly method?: string
  readonly body?: string
  readonly module?: string
  readonly account?: string
  readonly force?: true
  readonly json?: true
}

const EXAMPLES = `
Examples:
  $ hooksmith call /pages/7                                      by the method that the endpoint takes
  $ hooksmith call /pages --body '{"title":"Plans"}'
  $ hooksmith call /pages/7 --method PUT --body @page.json
  $ hooksmith call /pages/7 --module page-panel --account none   from this module, and nobody is logged in
  $ hooksmith call /pages/7 | jq .title                          the body goes to standard output, the rest to standard error

Needs a running 'hooksmith dev'. The call is signed, and comes as invokeRemote of a UI makes it: of a module that the endpoint allows, for the user
who installed the app, with the tokens that its manifest.yml grants. Exits with 0 for a status below 400, and with 1 for any other, for an answer that
Forge keeps from the UI, and for a path or method that no endpoint takes.`

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** `hooksmith call`. */
export const addCall: AddCommand = ({ program, around, action }) => {
  withConfigFlag(program.command('call <path>').description("Call an endpoint of the server of a running 'hooksmith dev', as Forge does for a UI"))
    .option('-X, --method <method>', 'GET, POST, PUT, PATCH or DELETE; default: the one that the endpoint takes')
    .option('--body <json>', 'a JSON object, or @ and the file that has it')
    .option('--module <key>', 'the module that calls; default: one that the endpoint allows')
    .option('--account <id>', "who is logged in, or 'none'; default: who installed the app")
    .option('--force', 'send it also where no endpoint takes it')
    .option('--json', 'for programs: the answer with its status and all else, in one object')
    .addHelpText('after', EXAMPLES)
    .action(action(async (path: string, flags: Flags) => {
      const request = await requestOf(path, flags, around.directory)
      const { config } = await loadFor(flags, around)
      const called = await askCall(config.data, request)
      if (flags.json === true) {
        around.write(JSON.stringify(called))
      } else {
        around.complain(describeCalled(called, around.color))
        const body = describeBody(called, around.isTerminal)
        if (body !== undefined) around.write(body)
      }
      return isAnswered(called) ? 0 : 1
    }))
}

async function requestOf (path: string, flags: Flags, directory: string): Promise<CallRequest> {
  const { method: given, body: text, module, account, force } = flags
  // A full address, or one that names a host, is no path of the server.
  if (!/^\/(?!\/)/.test(path)) throw new HKS_ERR_COMMAND_USAGE(`'${path}' is no path: it begins with '/', for example /${path.replace(/^(?:\w+:)?\/+[^/]*\/*/, '')}`)
  const method = given?.toUpperCase()
  if (method !== undefined && !METHODS.includes(method)) throw new HKS_ERR_COMMAND_USAGE(`--method must be one of ${METHODS.join(', ')}, received '${given ?? ''}'`)
  if (method === 'GET' && text !== undefined) throw new HKS_ERR_COMMAND_USAGE('A call by GET has no body: leave out --body, or name another --method')
  return {
    path,
    isForced: force === true,
    ...method === undefined ? {} : { method },
    ...text === undefined ? {} : { body: await bodyOf(text, directory) },
    ...module === undefined ? {} : { moduleKey: module },
    ...account === undefined ? {} : { accountId: account === 'none' ? null : account }
  }
}

async function bodyOf (text: string, directory: string): Promise<object> {
  if (!text.startsWith('@')) return parseObject(text, '--body')
  const file = text.slice(1)
  return parseObject(await readArgumentFile(file, directory), file)
}
