import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNearest, type Handler } from '@hooksmith/core'
import { bundleName } from './build/build-options.js'
import { bundle } from './build/bundle.js'
import { lookAtImports } from './build/look.js'
import { findRefusedMembers } from './build/members.js'
import { pathFrom } from './build/refusal.js'
import { HKS_ERR_FORGE_FUNCTIONS_LOAD, HKS_ERR_FORGE_FUNCTIONS_UNKNOWN } from './errors.js'
import type { FunctionHandlerOptions, LoadOptions } from './options.js'
import { makeApi } from './runtime/api.js'
import { evaluate } from './runtime/evaluate.js'
import { makeHandler, type ForgeFunction } from './runtime/handler.js'
import { Runs } from './runtime/run.js'

/** The functions that one file exports. */
export interface ForgeFunctions {
  /** What it exports as functions. */
  readonly names: readonly string[]
  /**
   * A function as a handler, for `router.on`.
   *
   * @throws `HKS_ERR_FORGE_FUNCTIONS_UNKNOWN` for a name under which the file exports no function.
   */
  handler (name: string, options?: FunctionHandlerOptions): Handler
}

/**
 * Bundles a file that exports functions of a Forge app, with everything that it imports, as the Forge CLI does, and loads it once. Nothing is written to disk.
 *
 * `@forge/api` is mapped to the client of `@hooksmith/forge`, as far as it is here; of the `@forge/events` that is installed beside the function,
 * `InvocationError` and `InvocationErrorCode` are used as they are. Every other import of the Forge runtime is refused.
 *
 * @param entry - TypeScript or JavaScript.
 * @throws Rejects with `HKS_ERR_FORGE_FUNCTIONS_LOAD`, whose `errors` are all that has to be mended: `HKS_ERR_FORGE_FUNCTIONS_IMPORT`, `…_NAME`, `…_EVENTS`,
 *   `…_BUILD`. With `HKS_ERR_FORGE_FUNCTIONS_EVALUATE` when code outside of the functions throws.
 */
export async function loadForgeFunctions (entry: string | URL, { root = process.cwd() }: LoadOptions = {}): Promise<ForgeFunctions> {
  const file = entry instanceof URL || entry.startsWith('file:') ? fileURLToPath(entry) : resolve(root, entry)
  const project = { entry: file, root: resolve(root) }
  const look = await lookAtImports(project)
  const bundled = look.isBuildable ? await bundle(project) : undefined
  const members = bundled === undefined ? [] : findRefusedMembers(bundled, project, look.names)
  const problems = [...look.problems, ...members]
  if (bundled === undefined || problems.length > 0) throw loadError(pathFrom(project.root, file), problems)
  const runs = new Runs()
  const restack = (error: unknown): void => { mapStack(error, (stack) => bundled.positions.mapStack(stack, bundleName(file))) }
  const functions = functionsIn(evaluate(bundled, file, makeApi(runs)))
  return {
    names: [...functions.keys()],
    handler (name, { onThrow = 'retry' } = {}) {
      const run = functions.get(name)
      if (run === undefined) throw unknownError(pathFrom(project.root, file), name, [...functions.keys()])
      return makeHandler({ name, run, runs, onThrow, restack })
    }
  }
}

function functionsIn (exported: Readonly<Record<string, unknown>>): ReadonlyMap<string, ForgeFunction> {
  return new Map(Object.entries(exported).filter((pair): pair is [string, ForgeFunction] => typeof pair[1] === 'function'))
}

function loadError (entry: string, problems: readonly Error[]): Error {
  const list = problems.map(({ message }) => `- ${message}`).join('\n')
  return Object.assign(new HKS_ERR_FORGE_FUNCTIONS_LOAD(entry, problems.length, list), { errors: problems })
}

function unknownError (entry: string, name: string, names: readonly string[]): Error {
  const nearest = findNearest(name, names)
  const others = names.length === 0 ? '; it exports none' : `; there are: ${names.join(', ')}`
  return new HKS_ERR_FORGE_FUNCTIONS_UNKNOWN(entry, name, nearest === undefined ? others : `, did you mean '${nearest}'?`)
}

function mapStack (error: unknown, map: (stack: string) => string): void {
  if (error instanceof Error && error.stack !== undefined && Object.isExtensible(error)) error.stack = map(error.stack)
}
