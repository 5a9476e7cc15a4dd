import closeWithGrace from 'close-with-grace'
import { describeError, placeIn } from '@hooksmith/core'
import type { FastifyInstance } from 'fastify'
import { buildServer } from './build-server.js'
import type { LoadedConfig } from './config/load.js'
import type { LogOutput } from './log.js'
import { summarize, type ServerSummary } from './summary.js'

/** What the process has beyond the running attempts' grace to answer requests, drain the spool and close, in milliseconds. */
const CLOSING_MS = 5_000
/** Timers and drivers keep no process alive, and a worker listens to nobody: this does. */
const ALIVE_MS = 60_000

/** What {@link serve} is told beside the config. */
export interface ServeOptions {
  readonly log: LogOutput
  /** Called when the server is composed, before it takes anything. */
  readonly onBuilt?: (app: FastifyInstance) => void
  /** Called once the server is up. */
  readonly onStarted: (summary: ServerSummary, app: FastifyInstance) => void
}

/**
 * Runs a server until the process is told to end: on SIGTERM and SIGINT it takes no more jobs, waits for running attempts up to
 * `server.shutdownGraceMs`, hands the rest back, drains the spool, closes and exits with 0; 5 s after the grace it exits with 1, whatever runs.
 * A second signal, an error that nobody handled, and too many attempts past their timeout end with 1.
 *
 * Resolves never, unless it rejects. @throws as {@link buildServer}, and what `listen` does.
 */
export async function serve (loaded: LoadedConfig, { log, onBuilt, onStarted }: ServeOptions): Promise<never> {
  const { server, role } = loaded.config
  const alive = setInterval(() => {}, ALIVE_MS)
  let app: FastifyInstance | undefined
  const ending = endWithGrace(server.shutdownGraceMs + CLOSING_MS, log, () => app)
  try {
    const built = await buildServer(loaded, { log, onExhausted: throwLater })
    app = built.app
    onBuilt?.(app)
    const address = role === 'worker' ? undefined : await app.listen({ host: server.host, port: server.port })
    onStarted(await summarize(app, { loaded, parts: built.parts }, address), app)
  } catch (error) {
    ending.uninstall()
    clearInterval(alive)
    await app?.close()
    throw error
  }
  return await new Promise<never>(() => {})
}

/** Native code that crashes raises these again as soon as a listener returns: with one the process would not end, but stand still at full load. */
const CRASHES = ['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP', 'SIGABRT'] as const

function endWithGrace (delay: number, log: LogOutput, appOf: () => FastifyInstance | undefined): ReturnType<typeof closeWithGrace> {
  const say = (what: string): void => {
    const app = appOf()
    if (app === undefined) log.write(what)
    else app.log.error(what)
  }
  const timeout = { onTimeout: () => { say(`not closed after ${delay} ms: this process ends, and what ran is run again elsewhere once its lease has ended`) } }
  const second = { onSecondSignal: () => { say('a second signal: this process ends at once') }, onSecondError: () => { say('a second error while stopping') } }
  return closeWithGrace({ delay, logger: false, skip: [...CRASHES], ...timeout, ...second }, async ({ err, signal }) => {
    const app = appOf()
    if (err === undefined) app?.log.info({ signal }, 'stopping: no more jobs are taken, running attempts are waited for')
    else if (app === undefined) log.write(`an error that nobody handled: ${describeError(err)}`)
    else app.log.fatal({ reason: describeError(err), ...placeIn(err) }, 'an error that nobody handled: this process stops')
    await app?.close()
    if (err === undefined) app?.log.info('stopped')
  })
}

/** Ends this process as an error that nobody handled does. */
function throwLater (error: Error): void {
  setImmediate(() => { throw error })
}
