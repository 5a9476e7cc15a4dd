import type { FastifyInstance } from 'fastify'
import { compose } from './compose.js'
import type { LoadedConfig } from './config/load.js'
import type { ConfigProblem } from './config/problem.js'
import { findDriverProblems } from './driver-problems.js'
import { makeTrialDrivers } from './drivers.js'
import { ProjectModules } from './modules.js'
import { findParts, type Parts } from './parts.js'

/** A project that was looked at whole. */
export interface CheckedProject {
  readonly loaded: LoadedConfig
  readonly modules: ProjectModules
  readonly parts: Parts
  /** All that is wrong, by the file first. */
  readonly problems: readonly ConfigProblem[]
}

/**
 * Looks at everything that can be looked at without starting: the config, its packages, drivers and keys as far as they are there, and the composition, tried
 * on a queue in memory. Nothing is opened, no file is made, no hook of a plugin runs; their `register` does.
 */
export async function checkProject (loaded: LoadedConfig): Promise<CheckedProject> {
  const { modules, parts, problems } = await inspect(loaded)
  const trial = await tryComposition(loaded, parts)
  await trial.app.close()
  return { loaded, modules, parts, problems: sorted([...problems, ...trial.problems]) }
}

/** All but the composition. */
export async function inspect (loaded: LoadedConfig): Promise<CheckedProject> {
  const modules = new ProjectModules(loaded.root)
  const parts = await findParts(loaded, modules)
  return { loaded, modules, parts, problems: [...loaded.problems, ...parts.problems, ...await findDriverProblems(loaded, modules)] }
}

/** The composition of a project on drivers in memory, its router started; whoever asked closes it. No job is ever run. */
export async function tryComposition (loaded: LoadedConfig, parts: Parts): Promise<{ readonly app: FastifyInstance, readonly problems: readonly ConfigProblem[] }> {
  const { app, mistakes, problems } = await compose({ loaded, parts, drivers: makeTrialDrivers(), logger: false, role: 'ingest' })
  try {
    await app.hooksmith.start()
    return { app, problems }
  } catch (error) {
    const found = mistakes.ofStart(error)
    if (found === undefined) throw error
    return { app, problems: [...problems, ...found] }
  }
}

/** By file, line and column; flags and variables first, then places without a line in the order in which they were found. */
export function sorted (problems: readonly ConfigProblem[]): ConfigProblem[] {
  const lineOf = ({ where }: ConfigProblem): number => 'file' in where ? (where.line ?? 1) : 0
  const columnOf = ({ where }: ConfigProblem): number => 'file' in where ? (where.column ?? 0) : 0
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b))
}
