import { build, type BuildFailure, type Message, type PartialMessage, type Plugin, type PluginBuild } from 'esbuild'
import {
  HKS_ERR_FORGE_FUNCTIONS_BUILD, HKS_ERR_FORGE_FUNCTIONS_EVENTS, HKS_ERR_FORGE_FUNCTIONS_IMPORT, HKS_ERR_FORGE_FUNCTIONS_NAME
} from '../errors.js'
import { buildOptions, type Project } from './build-options.js'
import { findEvents, onForgeImport } from './forge-imports.js'
import { FORGE_MODULES, insteadOfModule, insteadOfName, isForgeModule } from './forge-modules.js'
import { nameKey, nameOf, pathFrom, placeOf } from './refusal.js'

const SHIM = 'forge-runtime'
const NO_EXPORT = /^No matching export in "forge-runtime:([^"]+)" for import "([^"]+)"$/

/** What an import is refused for. */
type Refused = { readonly module: string } | { readonly missing: '@forge/events' }

/** What looking found. */
export interface Look {
  readonly problems: readonly Error[]
  /** Nothing but imports of the Forge runtime stands in the way of a bundle. */
  readonly isBuildable: boolean
  /** The names among the problems, as `nameKey` writes them. */
  readonly names: ReadonlySet<string>
}

/**
 * Finds every import of the Forge runtime that is not here: esbuild itself meets it, and says where it stands.
 *
 * Names are looked at once every module is found, so modules that are not here are left aside the second time.
 */
export async function lookAtImports (project: Project): Promise<Look> {
  const modules = await messagesOf(project, true)
  const isBuildable = modules.every((message) => refusedBy(message) !== undefined || NO_EXPORT.test(message.text))
  const hidden = isBuildable && modules.some((message) => refusedBy(message) !== undefined)
  const messages = [...modules, ...hidden ? await messagesOf(project, false) : []]
  const names = new Set(messages.flatMap((message) => {
    const [, module, name] = NO_EXPORT.exec(message.text) ?? []
    return module === undefined || name === undefined ? [] : [nameKey(placeOf(message, project.root)?.file, module, name)]
  }))
  return { problems: messages.map((message) => problemOf(message, project)), isBuildable, names }
}

async function messagesOf (project: Project, isStrict: boolean): Promise<readonly Message[]> {
  try {
    await build(buildOptions(project, lookingPlugin(isStrict)))
    return []
  } catch (error) {
    if (isBuildFailure(error)) return error.errors
    throw error
  }
}

/** Stands in for the two modules with nothing but the names that are here. */
function lookingPlugin (isStrict: boolean): Plugin {
  return {
    name: 'hooksmith-forge-functions',
    setup (builder) {
      onForgeImport(builder, async ({ path, resolveDir }) => {
        const refused = await refusalOf(builder, path, resolveDir)
        if (refused === undefined) return { path, namespace: SHIM }
        return isStrict ? { errors: [refusedMessage(refused)] } : { path, external: true }
      })
      builder.onLoad({ filter: /.*/, namespace: SHIM }, ({ path }) => ({ contents: isForgeModule(path) ? standIn(path) : '', loader: 'js' }))
    }
  }
}

async function refusalOf (builder: PluginBuild, path: string, directory: string): Promise<Refused | undefined> {
  if (!isForgeModule(path)) return { module: path }
  return path === '@forge/events' && await findEvents(builder, directory) === undefined ? { missing: path } : undefined
}

function refusedMessage (detail: Refused): PartialMessage {
  return { text: 'not here', detail }
}

function standIn (module: keyof typeof FORGE_MODULES): string {
  const { names, hasDefault } = FORGE_MODULES[module]
  return `export const ${names.map((name) => `${name} = 0`).join(', ')}\n${hasDefault ? 'export default 0' : ''}`
}

function problemOf (message: Message, { root, entry }: Project): Error {
  const place = placeOf(message, root)
  const where = place === undefined ? pathFrom(root, entry) : nameOf(place, root)
  const refused = refusedBy(message)
  if (refused !== undefined) {
    return 'module' in refused
      ? new HKS_ERR_FORGE_FUNCTIONS_IMPORT(where, refused.module, insteadOfModule(refused.module))
      : new HKS_ERR_FORGE_FUNCTIONS_EVENTS(where)
  }
  const [, module = '', name = ''] = NO_EXPORT.exec(message.text) ?? []
  if (isForgeModule(module)) return new HKS_ERR_FORGE_FUNCTIONS_NAME(where, name, module, insteadOfName(module, name))
  return new HKS_ERR_FORGE_FUNCTIONS_BUILD(where, message.text)
}

function refusedBy ({ detail }: Message): Refused | undefined {
  // Only refusedMessage gives a message a detail.
  return typeof detail === 'object' && detail !== null ? detail as Refused : undefined
}

function isBuildFailure (error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}
