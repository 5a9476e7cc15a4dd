import { createRequire } from 'node:module'
import { build, type Plugin } from 'esbuild'
import { buildOptions, type Project } from './build-options.js'
import { findEvents, FORGE_IMPORT, onForgeImport } from './forge-imports.js'
import { SourcePositions } from './source-positions.js'

/** How the bundle asks for the two modules. The real `@forge/events` goes by its file, since each importer may have one of its own. */
export const API_ID = '@forge/api'
const EVENTS_ID = '@forge/events#'

/** The functions and all that they import, in one text. */
export interface Bundle {
  readonly code: string
  readonly positions: SourcePositions
}

/** Bundles everything but the Forge runtime, which the bundle asks its `require` for. */
export async function bundle (project: Project): Promise<Bundle> {
  const { outputFiles } = await build(buildOptions(project, leavingPlugin))
  const textOf = (suffix: string): string => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? ''
  return { code: textOf('.cjs'), positions: new SourcePositions(textOf('.map')) }
}

/** The file of `@forge/events` that an id of the bundle stands for. */
export function eventsFileOf (id: string): string | undefined {
  return id.startsWith(EVENTS_ID) ? id.slice(EVENTS_ID.length) : undefined
}

/** Which module of the Forge runtime an id of the bundle stands for. */
export function forgeModuleOf (id: string): string | undefined {
  if (id.startsWith(EVENTS_ID)) return '@forge/events'
  return FORGE_IMPORT.test(id) ? id : undefined
}

/** `require` of Node's own modules, and of files by their absolute path. */
export const nodeRequire = createRequire(import.meta.url)

const leavingPlugin: Plugin = {
  name: 'hooksmith-forge-functions',
  setup (builder) {
    onForgeImport(builder, async ({ path, resolveDir }) => {
      const file = path === '@forge/events' ? await findEvents(builder, resolveDir) : undefined
      return { path: file === undefined ? path : `${EVENTS_ID}${file}`, external: true }
    })
  }
}
