import { relative } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import { matchesPattern, parsePattern } from '@hooksmith/core'
import { forgeEventNames } from '@hooksmith/forge/catalogue'
import type { Environment, Override } from '../../server/config/environment.js'
import { HKS_ERR_COMMAND_FAILED } from '../../errors.js'
import type { LoadedConfig } from '../../server/config/load.js'
import type { Path } from '../../server/config/problem.js'
import { describeServer } from '../serve.js'
import type { Surroundings } from '../surroundings.js'
import type { Called } from './called.js'
import { openControl } from './control.js'
import { describeHappened } from './happened.js'
import { readKeys } from './keys.js'
import type { ChildMessage, Mark } from './messages.js'
import { exampleCall, planCall, type CallableEndpoint, type CallRequest } from './planned-call.js'
import { Platform } from './platform.js'
import { ServerProcess } from './server-process.js'
import type { SimulatorPackage } from './simulator.js'

/** What a session is made of. */
export interface SessionParts {
  readonly loaded: LoadedConfig
  readonly environment: Environment
  readonly simulator: SimulatorPackage
  readonly around: Surroundings
  readonly product: string
  readonly port: string | undefined
}

/** Several files are often saved at once, in milliseconds. */
const SETTLE_MS = 150
/** How long running handlers are waited for when a change comes, in milliseconds. */
const GRACE_MS = 2_000

/** `hooksmith dev` from its start to its end: a platform that stays, and a server that is replaced. */
export class DevSession {
  readonly #parts: SessionParts
  #platform: Platform | undefined
  #server: ServerProcess | undefined
  #events: readonly string[] = []
  /** Of the server that is up; absent while none is. */
  #endpoints: readonly CallableEndpoint[] | undefined
  #timer: NodeJS.Timeout | undefined

  constructor (parts: SessionParts) {
    this.#parts = parts
  }

  /** Resolves when somebody has ended it. */
  async run (): Promise<void> {
    const { loaded, environment, simulator, around, product } = this.#parts
    const platform = this.#platform = await Platform.start(simulator, loaded, product)
    around.write(`  ${around.color.bold('forge'.padEnd(9))} pretended: ${platform.description}`)
    const closeControl = await openControl(loaded.config.data, {
      send: async ({ event, payload }) => await platform.send(event, payload),
      call: async (request) => await this.#call(platform, request)
    })
    const server = this.#server = new ServerProcess(
      { directory: around.directory, file: loaded.file, overrides: [...platform.overrides, ...this.#overrides()] },
      { ...environment }, (message) => { this.#hear(message) })
    const watcher = this.#watch()
    await server.restart()
    await this.#untilEnded()
    clearTimeout(this.#timer)
    await watcher.close()
    await server.stop()
    await closeControl()
    await platform.close()
  }

  /** What only development says of the server. */
  #overrides (): Override[] {
    const { loaded: { config: { queue, data, log } }, port } = this.#parts
    const say = (path: Path, value: unknown): Override => ({ path, value, where: { flag: 'of hooksmith dev' } })
    const isInMemory = queue.kind === 'named' && queue.driver === 'memory'
    return [
      say(['server', 'shutdownGraceMs'], GRACE_MS),
      // Whoever develops reads it, also through a pipe.
      ...log.format === undefined ? [say(['log', 'format'], 'pretty')] : [],
      ...port === undefined ? [] : [{ ...say(['server', 'port'], /^\d+$/.test(port) ? Number(port) : port), where: { flag: '--port' } }],
      ...isInMemory ? [say(['queue'], { driver: 'lmdb', path: `${data}/dev` }), say(['store'], { driver: 'lmdb', path: `${data}/dev` })] : []
    ]
  }

  #watch (): FSWatcher {
    const { loaded: { root, config: { data } }, around } = this.#parts
    const isIgnored = (path: string): boolean => path.startsWith(data) || /(^|[/\\])(node_modules|\.git|dist|coverage)([/\\]|$)/.test(relative(root, path))
    return watch(root, { ignored: isIgnored, ignoreInitial: true }).on('all', (_kind, path) => {
      if (!/\.([mc]?[jt]s|json|ya?ml|env)$/.test(path)) return
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => {
        around.write(around.color.dim(`  ${relative(root, path)} changed, the server starts again`))
        this.#restart()
      }, SETTLE_MS)
    })
  }

  #hear (message: ChildMessage): void {
    const { around } = this.#parts
    switch (message.what) {
      case 'failed':
        around.complain(message.text)
        around.write(around.color.dim('  waiting for a change'))
        return
      case 'seen':
        around.write(`${around.color.dim(new Date().toTimeString().slice(0, 8))} ${markOf(message.mark, around.color)} ${message.text}`)
        return
      case 'started':
        around.write(describeServer(message.summary, around))
        this.#events = eventsFor(message.patterns)
        this.#offer(message.endpoints)
        this.#connect(message.summary.address, message.endpoints)
    }
  }

  #restart (): void {
    this.#endpoints = undefined
    void this.#server?.restart()
  }

  #connect (address: string | undefined, endpoints: readonly CallableEndpoint[]): void {
    if (address === undefined) return
    this.#platform?.connect(address).then(() => { this.#endpoints = endpoints }, (error: unknown) => { this.#complain(error) })
  }

  async #call (platform: Platform, request: CallRequest): Promise<Called> {
    if (this.#endpoints === undefined) throw new HKS_ERR_COMMAND_FAILED('The server is not up yet: the terminal of `hooksmith dev` says why')
    return await platform.ui.call(planCall(this.#endpoints, request))
  }

  #offer (endpoints: readonly CallableEndpoint[]): void {
    const { around: { write, color } } = this.#parts
    const keys = this.#events.slice(0, 9).map((event, at) => `${color.bold(`${at + 1}`)} ${event}`)
    const called = endpoints.find(({ guard }) => guard === 'forge')
    const call = called === undefined ? '' : `\n  ${color.dim('in another terminal:')} ${exampleCall(called)}`
    write(`\n  ${[...keys, `${color.bold('r')} start again`, `${color.bold('q')} end`].join(color.dim('  ·  '))}${call}\n`)
  }

  async #untilEnded (): Promise<void> {
    await readKeys((key) => {
      if (key === 'r') this.#restart()
      const event = this.#events[Number(key) - 1]
      if (event !== undefined) void this.#send(event)
    })
  }

  async #send (event: string): Promise<void> {
    const { around } = this.#parts
    try {
      const happened = await this.#platform?.send(event)
      if (happened !== undefined) around.write(describeHappened(event, happened, around.color))
    } catch (error) {
      this.#complain(error)
    }
  }

  #complain (error: unknown): void {
    this.#parts.around.complain(error instanceof Error ? error.message : String(error))
  }
}

/** The events that the handlers want and that can be sent: the names themselves, and of a glob the first that it means. */
function eventsFor (patterns: readonly string[]): readonly string[] {
  const found = patterns.flatMap((text) => {
    const pattern = parsePattern(text)
    if (typeof pattern === 'string') return []
    if (pattern.kind === 'exact') return text.startsWith('avi:') || text.startsWith('forge:scheduled:') ? [text] : []
    return forgeEventNames.find((name) => matchesPattern(pattern, name)) ?? []
  })
  return [...new Set(found)]
}

function markOf (mark: Mark, color: Surroundings['color']): string {
  switch (mark) {
    case 'in': return color.cyan('→')
    case 'done': return color.green('✔')
    case 'retry': return color.yellow('↻')
    case 'wait': return color.yellow('…')
    case 'refused': case 'dead': return color.red('✖')
  }
}
