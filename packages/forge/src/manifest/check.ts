import type { ServerNeeds } from './handlers.js'
import { modelOf } from './model.js'
import type { ManifestProblem } from './problem.js'
import { problem, sortProblems } from './problem.js'
import { readManifest } from './read.js'
import { RULES } from './rules/index.js'

export interface CheckOptions {
  /** What the server takes and handles. Absent: the manifest is checked by itself. */
  readonly needs?: ServerNeeds
  /** Whether an event that the catalogue does not know is an error. @defaultValue false: a warning */
  readonly isStrict?: boolean
}

/**
 * Everything that is wrong with a manifest, all at once, by line. Answers for any bytes and never throws; an empty list means that nothing
 * was found, not that Forge takes it: only the parts that concern a remote backend are looked at.
 *
 * @param input - The file as bytes, which is how wrong encodings are noticed, or as text.
 */
export function checkManifest (input: string | Uint8Array, { needs, isStrict = false }: CheckOptions = {}): ManifestProblem[] {
  const { source, problems } = readManifest(input)
  if (source === undefined) return sortProblems(problems)
  const manifest = modelOf(source)
  if (manifest.root.kind === 'nothing') {
    return [problem('type-wrong', manifest.root.at, 'The manifest is empty', 'write app, modules, remotes and permissions; `hooksmith manifest generate` makes a start')]
  }
  const found = RULES.flatMap((rule) => rule({ manifest, needs, isStrict }))
  return sortProblems([...problems, ...found])
}
