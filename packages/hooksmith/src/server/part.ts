import type { Path } from './config/problem.js'
import type { PluginFunction } from './config/types.js'

/** A Fastify plugin that the config names, with its options and its place in the config. */
export interface Part {
  /** As the config names it. */
  readonly title: string
  readonly path: Path
  /** Where its options stand. */
  readonly optionsPath: Path
  readonly plugin: PluginFunction
  readonly options: Readonly<Record<string, unknown>>
}
