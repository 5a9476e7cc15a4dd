import { findNearest } from '@hooksmith/core'

/** What a package.json says in `keywords` to be found as a plugin. */
export const PLUGIN_KEYWORD = 'hooksmith-plugin'

/**
 * The plugin API that this release runs: what `definePlugin` hands to a plugin, and what it takes back. A number of its own, so that releases of Hooksmith do
 * not make plugins old.
 */
export const PLUGIN_API_VERSION = 1

/** The oldest plugin API that this release still runs. */
export const OLDEST_PLUGIN_API_VERSION = 1

/** What a plugin's package.json says in its block `hooksmith`. */
export interface PluginBlock {
  /** The plugin API that it was written for, a whole number. */
  readonly apiVersion: number
  /** Patterns of the events that its handlers take. */
  readonly events: readonly string[]
  /** Scopes that the app needs for what its handlers call. Events have scopes of their own beside these. */
  readonly scopes: readonly string[]
}

/** What is wrong with a plugin's package.json. */
export interface PluginPackageProblem {
  readonly code: 'plugin-keyword' | 'plugin-block' | 'plugin-api'
  /** Where in the package.json: `hooksmith.apiVersion`. */
  readonly path: string
  /** One sentence without a full stop. */
  readonly message: string
  /** What to write instead. */
  readonly fix: string
}

/** A package.json as a plugin: what it says, as far as it can be read, and everything that is wrong with it. */
export interface PluginPackage {
  readonly name: string | undefined
  readonly version: string | undefined
  /** Absent when it is missing, or has a member that is not in order. */
  readonly block: PluginBlock | undefined
  readonly problems: readonly PluginPackageProblem[]
}

const MEMBERS = ['apiVersion', 'events', 'scopes'] as const

/** Reads a plugin's package.json, parsed. Answers for any value and never throws. */
export function readPluginPackage (json: unknown): PluginPackage {
  const { name, version, keywords, hooksmith } = isObject(json) ? json : {}
  const title = typeof name === 'string' ? name : undefined
  const { block, problems } = readBlock(title ?? 'the plugin', hooksmith)
  const hasKeyword = Array.isArray(keywords) && keywords.includes(PLUGIN_KEYWORD)
  const keyword: PluginPackageProblem = {
    code: 'plugin-keyword',
    path: 'keywords',
    message: `the keyword '${PLUGIN_KEYWORD}' is missing`,
    fix: `add "${PLUGIN_KEYWORD}" to "keywords"`
  }
  return { name: title, version: typeof version === 'string' ? version : undefined, block, problems: [...hasKeyword ? [] : [keyword], ...problems] }
}

type BlockReading = Pick<PluginPackage, 'block' | 'problems'>

function readBlock (title: string, given: unknown): BlockReading {
  const [apiVersion, events, scopes] = MEMBERS.map((name) => isObject(given) ? given[name] : undefined)
  if (!isObject(given)) {
    const fix = `add "hooksmith": { "apiVersion": ${PLUGIN_API_VERSION}, "events": [], "scopes": [] }`
    return { block: undefined, problems: [blockProblem('hooksmith', given === undefined ? "the block 'hooksmith' is missing" : "the block 'hooksmith' must be an object", fix)] }
  }
  const problems = [...unknownMembers(given), ...apiProblems(title, apiVersion), ...listProblems('events', events), ...listProblems('scopes', scopes)]
  const isReadable = typeof apiVersion === 'number' && isTexts(events) && isTexts(scopes)
  return { block: isReadable ? { apiVersion, events: events ?? [], scopes: scopes ?? [] } : undefined, problems }
}

function apiProblems (title: string, version: unknown): PluginPackageProblem[] {
  const path = 'hooksmith.apiVersion'
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    return [blockProblem(path, `'${path}' must be a whole number, at least 1`, `write "apiVersion": ${PLUGIN_API_VERSION}`)]
  }
  const problem = (message: string, fix: string): PluginPackageProblem[] => [{ code: 'plugin-api', path, message, fix }]
  if (version > PLUGIN_API_VERSION) {
    return problem(`${title} is written for plugin API ${version}, this release of hooksmith runs ${PLUGIN_API_VERSION}`,
      `update hooksmith (npm install hooksmith@latest), or install an older version of ${title}`)
  }
  if (version >= OLDEST_PLUGIN_API_VERSION) return []
  return problem(`${title} is written for plugin API ${version}, this release of hooksmith runs ${OLDEST_PLUGIN_API_VERSION} and newer`,
    `install a newer version of ${title} (npm install ${title}@latest)`)
}

function listProblems (name: 'events' | 'scopes', list: unknown): PluginPackageProblem[] {
  return isTexts(list) ? [] : [blockProblem(`hooksmith.${name}`, `'hooksmith.${name}' must be a list of texts`, `write "${name}": ["…"], or leave it out`)]
}

function unknownMembers (block: Readonly<Record<string, unknown>>): PluginPackageProblem[] {
  return Object.keys(block).filter((name) => !MEMBERS.some((known) => known === name)).map((name) => {
    const nearest = findNearest(name, MEMBERS)
    const fix = nearest === undefined ? `remove it; there are: ${MEMBERS.join(', ')}` : `write "${nearest}"`
    return blockProblem(`hooksmith.${name}`, `the block 'hooksmith' has no member '${name}'`, fix)
  })
}

function blockProblem (path: string, message: string, fix: string): PluginPackageProblem {
  return { code: 'plugin-block', path, message, fix }
}

function isObject (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An absent list counts as an empty one. */
function isTexts (value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry !== ''))
}
