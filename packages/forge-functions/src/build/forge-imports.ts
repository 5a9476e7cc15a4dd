import type { OnResolveArgs, OnResolveResult, PluginBuild } from 'esbuild'

/** Every import of the Forge runtime, whichever way it is written. */
export const FORGE_IMPORT = /^@forge\//

/** Marks what this module itself asks esbuild. */
const OWN = Symbol('own')

/** Decides about every import of the Forge runtime. */
export function onForgeImport (builder: PluginBuild, decide: (args: OnResolveArgs) => Promise<OnResolveResult>): void {
  builder.onResolve({ filter: FORGE_IMPORT }, async (args) => args.pluginData === OWN ? undefined : await decide(args))
}

/** The file of the real package that an import in `directory` means; `undefined` where it is not installed. */
export async function findEvents (builder: PluginBuild, directory: string): Promise<string | undefined> {
  const { errors, path } = await builder.resolve('@forge/events', { resolveDir: directory, kind: 'require-call', pluginData: OWN })
  return errors.length > 0 ? undefined : path
}
