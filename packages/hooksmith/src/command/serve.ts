import type { ServerSummary } from '../server/summary.js'
import { isPrettyLog } from '../server/log.js'
import { serve } from '../server/serve.js'
import type { Override } from '../server/config/environment.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import type { AddCommand } from './frame.js'
import type { Surroundings } from './surroundings.js'

interface Flags extends ConfigFlag {
  readonly port?: string
  readonly host?: string
  readonly role?: string
}

const EXAMPLES = `
Examples:
  $ hooksmith serve
  $ HOST=0.0.0.0 PORT=8080 hooksmith serve      in a container
  $ hooksmith serve --role worker               runs handlers only, and does not listen

SIGTERM: no more jobs are taken, running handlers are waited for (server.shutdownGraceMs, 20 s), then exit 0.
Probes: GET /health/live and GET /health/ready.`

/** `hooksmith serve`. */
export const addServe: AddCommand = ({ program, around, action }) => {
  withConfigFlag(program.command('serve').description('Run the server until SIGTERM or Ctrl-C'))
    .option('-p, --port <number>', 'the port to listen on')
    .option('--host <address>', 'the address to listen on')
    .option('--role <role>', 'ingest, worker or both')
    .addHelpText('after', EXAMPLES)
    .action(action(async (flags: Flags) => {
      const loaded = await loadFor(flags, around, overridesOf(flags))
      const log = { write: around.write, isTerminal: around.isTerminal, hasColor: around.color.isColorSupported }
      return await serve(loaded, {
        log,
        onStarted: (summary, app) => {
          if (isPrettyLog(loaded.config.log.format, log)) around.write(describeServer(summary, around))
          else app.log.info({ ...summary }, 'started')
        }
      })
    }))
}

/** What flags say: each is a member of the config by another name. */
export function overridesOf ({ port, host, role }: Flags): Override[] {
  return [
    ...port === undefined ? [] : [{ path: ['server', 'port'], value: /^\d+$/.test(port) ? Number(port) : port, where: { flag: '--port' } }],
    ...host === undefined ? [] : [{ path: ['server', 'host'], value: host, where: { flag: '--host' } }],
    ...role === undefined ? [] : [{ path: ['role'], value: role, where: { flag: '--role' } }]
  ]
}

/** The server in a few lines, for whoever watches it start. */
export function describeServer ({ role, address, routes, endpoints, queue, durable, plugins, handlers, warnings }: ServerSummary, { color }: Pick<Surroundings, 'color'>): string {
  const lines = [
    ['listens', address === undefined ? 'nowhere: a worker' : `${address}  ${color.dim('probes at /health/live and /health/ready')}`],
    ...role === 'worker' ? [] : [['takes', routes.join(', ') || 'nothing']],
    ...role === 'worker' || endpoints.length === 0 ? [] : [['answers', endpoints.join(', ')]],
    ['role', role === 'both' ? 'takes events in and runs their handlers' : role === 'ingest' ? 'takes events in; workers run their handlers' : 'runs handlers'],
    ['queue', `${queue}, ${DURABLE[durable] ?? durable}`],
    ['plugins', plugins.join(', ') || 'none'],
    ['handlers', handlers.join(', ') || 'none']
  ].map(([name = '', text = '']) => `  ${color.bold(name.padEnd(9))} ${text}`)
  return [...lines, ...warnings.map((warning) => `  ${color.yellow('warning'.padEnd(9))} ${warning}`)].join('\n')
}

const DURABLE: Readonly<Record<string, string>> = {
  no: 'which can lose what it was given',
  'process crash': 'which survives the death of any process, not a power cut',
  'machine crash': 'which survives a power cut',
  unknown: 'out of reach'
}
