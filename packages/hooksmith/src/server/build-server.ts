import type { FastifyInstance } from 'fastify'
import { HKS_ERR_CONFIG_INVALID } from '../errors.js'
import { inspect, sorted, tryComposition } from './check-project.js'
import { compose, type Composed } from './compose.js'
import type { LoadedConfig } from './config/load.js'
import { formatProblems, type ConfigProblem } from './config/problem.js'
import { openDrivers } from './drivers.js'
import { loggerOf, type LogOutput } from './log.js'
import type { Parts } from './parts.js'

/** What a server needs beside its config. */
export interface BuildOptions {
  /** Where its log goes. @defaultValue standard output */
  readonly log?: LogOutput
  /** Called once when too many attempts run on past their timeout: this process has to be replaced. @defaultValue it reports not ready */
  readonly onExhausted?: (error: Error) => void
}

/** A server that is ready, with the parts that it consists of. */
export interface BuiltServer {
  readonly app: FastifyInstance
  readonly parts: Parts
}

const STANDARD_OUTPUT: LogOutput = { write: (text) => { process.stdout.write(`${text}\n`) }, isTerminal: process.stdout.isTTY, hasColor: process.stdout.isTTY }

/**
 * Builds the server that a config describes and makes it ready, without listening: a worker is that, and whoever takes requests calls `listen()`. Closing it
 * closes its drivers.
 *
 * @throws `HKS_ERR_CONFIG_INVALID` with every mistake in `problems`; what a plugin's own hooks throw.
 */
export async function buildServer (loaded: LoadedConfig, { log = STANDARD_OUTPUT, onExhausted }: BuildOptions = {}): Promise<BuiltServer> {
  const { parts, modules, problems } = await inspect(loaded)
  if (problems.length > 0) {
    // A trial finds what else is wrong: everything is told at once.
    const trial = await tryComposition(loaded, parts)
    await trial.app.close()
    throw configError([...problems, ...trial.problems])
  }
  const opened = await openDrivers(loaded, modules)
  if (opened.drivers === undefined) throw configError(opened.problems)
  const logger = loggerOf(loaded.config.log, log)
  const composed = await compose({ loaded, parts, drivers: opened.drivers, logger, role: loaded.config.role, onExhausted })
  try {
    if (composed.problems.length > 0) throw configError([...composed.problems, ...await startProblems(composed)])
    await composed.app.ready()
    return { app: composed.app, parts }
  } catch (error) {
    await composed.app.close()
    const found = composed.mistakes.ofStart(error)
    throw found === undefined ? error : configError(found)
  }
}

/** What starting would find as well, when something was wrong before that. */
async function startProblems ({ app, mistakes }: Composed): Promise<readonly ConfigProblem[]> {
  try {
    await app.hooksmith.prepare()
    return []
  } catch (error) {
    const found = mistakes.ofStart(error)
    if (found === undefined) throw error
    return found
  }
}

/** One error for all of them. */
export function configError (problems: readonly ConfigProblem[]): Error {
  const all = sorted(problems)
  return Object.assign(new HKS_ERR_CONFIG_INVALID(all.length, formatProblems(all)), { problems: all })
}

/** The mistakes in what {@link buildServer} threw; `undefined` for any other error. */
export function problemsIn (error: unknown): readonly ConfigProblem[] | undefined {
  if (!(error instanceof HKS_ERR_CONFIG_INVALID) || !('problems' in error)) return undefined
  // configError is the only place that makes it.
  return error.problems as readonly ConfigProblem[]
}
