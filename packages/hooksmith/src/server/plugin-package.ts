import { hasKeyword, readPackage, type PackageKind, type PackageProblem, type ReadPackage, type Rules } from './package-block.js'

/** What a package.json says in `keywords` to be found as a plugin. */
export const PLUGIN_KEYWORD = 'hooksmith-plugin'

/**
 * The plugin API that this release runs: what `definePlugin` hands to a plugin, and what it takes back. A number of its own, so that releases of Hooksmith do
 * not make plugins old.
 */
export const PLUGIN_API_VERSION = 1

/** The oldest plugin API that this release still runs. */
export const OLDEST_PLUGIN_API_VERSION = 1

/** What a package.json says in `keywords` to be found as a receiver. */
export const RECEIVER_KEYWORD = 'hooksmith-receiver'

/** The receiver API that this release runs: what `fastify.hooksmith.receive` takes, and what it calls. A number of its own, like {@link PLUGIN_API_VERSION}. */
export const RECEIVER_API_VERSION = 1

/** The oldest receiver API that this release still runs. */
export const OLDEST_RECEIVER_API_VERSION = 1

/** What a plugin's package.json says in its block `hooksmith`. */
export interface PluginBlock {
  /** The plugin API that it was written for, a whole number. */
  readonly apiVersion: number
  /** Patterns of the events that its handlers take. */
  readonly events: readonly string[]
  /** Scopes that the app needs for what its handlers call. Events have scopes of their own beside these. */
  readonly scopes: readonly string[]
}

/** What a receiver's package.json says in its block `hooksmith`. */
export interface ReceiverBlock {
  /** The receiver API that it was written for, a whole number. */
  readonly apiVersion: number
  /** Patterns of the events that it makes of requests. */
  readonly events: readonly string[]
}

/** What is wrong with a plugin's package.json. */
export type PluginPackageProblem = PackageProblem<'plugin'>

/** What is wrong with a receiver's package.json. */
export type ReceiverPackageProblem = PackageProblem<'receiver'>

/** A package.json as a plugin. */
export type PluginPackage = ReadPackage<PluginBlock, 'plugin'>

/** A package.json as a receiver. */
export type ReceiverPackage = ReadPackage<ReceiverBlock, 'receiver'>

const PLUGIN: Rules<'plugin'> = {
  kind: 'plugin', keyword: PLUGIN_KEYWORD, newest: PLUGIN_API_VERSION, oldest: OLDEST_PLUGIN_API_VERSION, lists: ['events', 'scopes']
}
const RECEIVER: Rules<'receiver'> = {
  kind: 'receiver', keyword: RECEIVER_KEYWORD, newest: RECEIVER_API_VERSION, oldest: OLDEST_RECEIVER_API_VERSION, lists: ['events']
}

/** Reads a plugin's package.json, parsed. Answers for any value and never throws. */
export function readPluginPackage (json: unknown): PluginPackage {
  const { apiVersion, lists: [events = [], scopes = []] = [], ...rest } = readPackage(json, PLUGIN)
  return { ...rest, block: apiVersion === undefined ? undefined : { apiVersion, events, scopes } }
}

/** Reads a receiver's package.json, parsed. Answers for any value and never throws. */
export function readReceiverPackage (json: unknown): ReceiverPackage {
  const { apiVersion, lists: [events = []] = [], ...rest } = readPackage(json, RECEIVER)
  return { ...rest, block: apiVersion === undefined ? undefined : { apiVersion, events } }
}

/** What a package says by its keywords that it is; `undefined` when it says neither or both. */
export function packageKindOf (json: unknown): PackageKind | undefined {
  const kinds = [PLUGIN, RECEIVER].filter(({ keyword }) => hasKeyword(json, keyword))
  return kinds.length === 1 ? kinds[0]?.kind : undefined
}
