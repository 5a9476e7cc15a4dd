import type { ManifestCode, Severity } from './codes.js'
import { MANIFEST_CODES } from './codes.js'
import type { Position } from './position.js'

/** One thing that is wrong with a manifest. Texts may improve between versions; `code` is what programs look at. */
export interface ManifestProblem extends Position {
  readonly code: ManifestCode
  readonly severity: Severity
  /** What is wrong: one sentence without a full stop. */
  readonly message: string
  /** What to write instead. */
  readonly fix: string
}

/** @param severity - Absent: that of the code. */
export function problem (code: ManifestCode, at: Position, message: string, fix: string, severity?: Severity): ManifestProblem {
  return { code, severity: severity ?? MANIFEST_CODES[code], line: at.line, column: at.column, message, fix }
}

/** By line, column and code, so that the same manifest always gives the same list. */
export function sortProblems (problems: readonly ManifestProblem[]): ManifestProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column || compare(a.code, b.code) || compare(a.message, b.message))
}

function compare (a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Text from a file, for a message: on one line, without control characters, not longer than 80 characters. */
export function quote (text: string): string {
  // eslint-disable-next-line no-control-regex -- terminal escapes are what must not pass
  const clean = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\uFFFD')
  return `'${clean.length > 80 ? `${clean.slice(0, 79)}…` : clean}'`
}
