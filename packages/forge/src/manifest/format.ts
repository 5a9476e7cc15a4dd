import type { ManifestProblem } from './problem.js'

/**
 * Problems for people: `file:line:column  message` and, indented below, the fix. Ends with a line that counts them; without problems
 * it is that line alone.
 */
export function formatProblems (file: string, problems: readonly ManifestProblem[]): string {
  const lines = problems.flatMap(({ line, column, severity, message, fix, code }) => [
    `${file}:${line}:${column}  ${severity}: ${message}  [${code}]`,
    `    fix: ${fix}`
  ])
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return [...lines, `${file}: ${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`].join('\n')
}

function count (of: number, what: string): string {
  return `${of} ${what}${of === 1 ? '' : 's'}`
}

/** Problems for programs: `{ file, ok, problems }`. `ok` is true when none of them is an error. */
export function problemsToJson (file: string, problems: readonly ManifestProblem[]): string {
  return JSON.stringify({ file, ok: problems.every(({ severity }) => severity !== 'error'), problems }, undefined, 2)
}
