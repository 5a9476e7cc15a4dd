import type { ConfigProblem, Path, Where } from './problem.js'

/** A config file that was read, or the reasons why not. */
export interface ConfigSource {
  /** Its path from the project's root. */
  readonly file: string
  /** What it says; an empty object when it could not be read. */
  readonly value: Readonly<Record<string, unknown>>
  readonly problems: readonly ConfigProblem[]
  /** Where the member at `path` stands, or the nearest one above it that is there. */
  where (path: Path): Where
}

/** A source that could not be read. */
export function brokenSource (file: string, problems: readonly ConfigProblem[]): ConfigSource {
  return { file, value: {}, problems, where: () => ({ file }) }
}

/** Whether a value is an object that can have members by name. */
export function isObject (value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
