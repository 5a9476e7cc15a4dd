import { findNearest } from '@hooksmith/core'

/** What a package is to Hooksmith. */
export type PackageKind = 'plugin' | 'receiver'

/** What is wrong with a package.json. */
export interface PackageProblem<K extends PackageKind = PackageKind> {
  readonly code: `${K}-keyword` | `${K}-block` | `${K}-api`
  /** Where in the package.json: `hooksmith.apiVersion`. */
  readonly path: string
  /** One sentence without a full stop. */
  readonly message: string
  /** What to write instead. */
  readonly fix: string
}

/** A package.json: what it says, as far as it can be read, and everything that is wrong with it. */
export interface ReadPackage<Block, K extends PackageKind> {
  readonly name: string | undefined
  readonly version: string | undefined
  /** Absent when it is missing, or has a member that is not in order. */
  readonly block: Block | undefined
  readonly problems: ReadonlyArray<PackageProblem<K>>
}

/** How the one kind is read, and the other. */
export interface Rules<K extends PackageKind> {
  readonly kind: K
  readonly keyword: string
  readonly newest: number
  readonly oldest: number
  /** Members beside `apiVersion`, lists of texts all of them. */
  readonly lists: readonly string[]
}

/** A package, with `apiVersion` only where its whole block is in order. */
export type Reading<K extends PackageKind> = Omit<ReadPackage<never, K>, 'block'> & { readonly apiVersion?: number, readonly lists?: ReadonlyArray<readonly string[]> }

/** Reads a package.json, parsed. Answers for any value and never throws. */
export function readPackage<K extends PackageKind> (json: unknown, rules: Rules<K>): Reading<K> {
  const { name, version, hooksmith } = isObject(json) ? json : {}
  const title = typeof name === 'string' ? name : undefined
  const { problems, ...block } = readBlock(title ?? `the ${rules.kind}`, hooksmith, rules)
  const { kind, keyword } = rules
  const missing: PackageProblem<K> = { code: `${kind}-keyword`, path: 'keywords', message: `the keyword '${keyword}' is missing`, fix: `add "${keyword}" to "keywords"` }
  return { name: title, version: typeof version === 'string' ? version : undefined, ...block, problems: [...hasKeyword(json, keyword) ? [] : [missing], ...problems] }
}

/** Whether a package.json says this in `keywords`. */
export function hasKeyword (json: unknown, keyword: string): boolean {
  return isObject(json) && Array.isArray(json.keywords) && json.keywords.includes(keyword)
}

function readBlock<K extends PackageKind> (title: string, given: unknown, rules: Rules<K>): Omit<Reading<K>, 'name' | 'version'> {
  const { kind, lists: names, newest } = rules
  if (!isObject(given)) {
    const fix = `add "hooksmith": { "apiVersion": ${newest}, ${names.map((name) => `"${name}": []`).join(', ')} }`
    const message = given === undefined ? "the block 'hooksmith' is missing" : "the block 'hooksmith' must be an object"
    return { problems: [blockProblem(kind, 'hooksmith', message, fix)] }
  }
  const { apiVersion } = given
  const listOf = (name: string): unknown => given[name] === undefined ? [] : given[name]
  const lists = names.map(listOf).filter(isTexts)
  const listProblems = names.filter((name) => !isTexts(listOf(name)))
    .map((name) => notTexts(kind, name))
  const problems = [...unknownMembers(given, rules), ...apiProblems(title, apiVersion, rules), ...listProblems]
  return typeof apiVersion === 'number' && listProblems.length === 0 ? { apiVersion, lists, problems } : { problems }
}

function apiProblems<K extends PackageKind> (title: string, version: unknown, rules: Rules<K>): Array<PackageProblem<K>> {
  const { kind, newest, oldest } = rules
  const path = 'hooksmith.apiVersion'
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    return [blockProblem(kind, path, `'${path}' must be a whole number, at least 1`, `write "apiVersion": ${newest}`)]
  }
  const problem = (message: string, fix: string): Array<PackageProblem<K>> => [{ code: `${kind}-api`, path, message, fix }]
  if (version > newest) {
    return problem(`${title} is written for ${kind} API ${version}, this release of hooksmith runs ${newest}`,
      `update hooksmith (npm install hooksmith@latest), or install an older version of ${title}`)
  }
  if (version >= oldest) return []
  return problem(`${title} is written for ${kind} API ${version}, this release of hooksmith runs ${oldest} and newer`,
    `install a newer version of ${title} (npm install ${title}@latest)`)
}

function notTexts<K extends PackageKind> (kind: K, name: string): PackageProblem<K> {
  return blockProblem(kind, `hooksmith.${name}`, `'hooksmith.${name}' must be a list of texts`, `write "${name}": ["…"], or leave it out`)
}

function unknownMembers<K extends PackageKind> (block: object, { kind, lists }: Rules<K>): Array<PackageProblem<K>> {
  const members = ['apiVersion', ...lists]
  return Object.keys(block).filter((name) => !members.includes(name)).map((name) => {
    const nearest = findNearest(name, members)
    const fix = nearest === undefined ? `remove it; there are: ${members.join(', ')}` : `write "${nearest}"`
    return blockProblem(kind, `hooksmith.${name}`, `the block 'hooksmith' has no member '${name}'`, fix)
  })
}

function blockProblem<K extends PackageKind> (kind: K, path: string, message: string, fix: string): PackageProblem<K> {
  return { code: `${kind}-block`, path, message, fix }
}

function isObject (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts (value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string' && entry !== '')
}
