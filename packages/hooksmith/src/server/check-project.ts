import type { EndpointSummary } from '@hooksmith/core'
import type { FastifyInstance } from 'fastify'
import { compose } from './compose.js'
import type { LoadedConfig } from './config/load.js'
import type { ConfigProblem } from './config/problem.js'
import { findDriverProblems } from './driver-problems.js'
import { findOptionProblems, makeTrialDrivers } from './drivers.js'
import { ProjectModules } from './modules.js'
import type { AddedReceiver } from './origins.js'
import { findParts, type Parts } from './parts.js'

/** A project that was looked at whole. */
export interface CheckedProject {
  readonly loaded: LoadedConfig
  readonly modules: ProjectModules
  readonly parts: Parts
  /** Endpoints that plugins add. */
  readonly endpoints: readonly EndpointSummary[]
  /** All that is wrong, by the file first. */
  readonly problems: readonly ConfigProblem[]
  /** What is most likely not what was meant, and no mistake unless the config is `strict`. */
  readonly warnings: readonly ConfigProblem[]
}

/**
 * Looks at everything that can be looked at without starting: the config, its packages, drivers and keys as far as they are there, and the composition, tried
 * on a queue in memory. Nothing is opened, no file is made, no hook of a plugin runs; their `register` does.
 */
export async function checkProject (loaded: LoadedConfig): Promise<CheckedProject> {
  const { modules, parts, problems } = await inspect(loaded)
  const trial = await tryComposition(loaded, parts, true)
  const endpoints = trial.app.hooksmith.endpoints()
  await trial.app.close()
  const isWarning = ({ code }: ConfigProblem): boolean => code === 'event-unknown' && !loaded.config.strict
  const found = sorted([...problems, ...trial.problems])
  return { loaded, modules, parts, endpoints, problems: found.filter((problem) => !isWarning(problem)), warnings: found.filter(isWarning) }
}

/** All but the composition. */
export async function inspect (loaded: LoadedConfig): Promise<Omit<CheckedProject, 'endpoints' | 'warnings'>> {
  const modules = new ProjectModules(loaded.root)
  const parts = await findParts(loaded, modules)
  const drivers = await findDriverProblems(loaded, modules)
  const options = drivers.some(({ code }) => code === 'package-missing' || code === 'redis-address') ? [] : await findOptionProblems(loaded, modules)
  return { loaded, modules, parts, problems: [...loaded.problems, ...parts.problems, ...drivers, ...options] }
}

/** A composition that was tried. */
export interface Trial {
  readonly app: FastifyInstance
  readonly problems: readonly ConfigProblem[]
  readonly receivers: readonly AddedReceiver[]
}

/** The composition of a project on drivers in memory, its router prepared; whoever asked closes it. No job is ever run. */
export async function tryComposition (loaded: LoadedConfig, parts: Parts, strict = loaded.config.strict): Promise<Trial> {
  const { app, mistakes, problems, receivers } = await compose({ loaded: { ...loaded, config: { ...loaded.config, strict } }, parts, drivers: makeTrialDrivers(loaded), logger: false, role: 'ingest' })
  try {
    await app.hooksmith.prepare()
    return { app, problems, receivers }
  } catch (error) {
    const found = mistakes.ofStart(error)
    if (found === undefined) throw error
    return { app, problems: [...problems, ...found], receivers }
  }
}

/** By file, line and column; flags and variables first, then places without a line in the order in which they were found. */
export function sorted (problems: readonly ConfigProblem[]): ConfigProblem[] {
  const lineOf = ({ where }: ConfigProblem): number => 'file' in where ? (where.line ?? 1) : 0
  const columnOf = ({ where }: ConfigProblem): number => 'file' in where ? (where.column ?? 0) : 0
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b))
}
