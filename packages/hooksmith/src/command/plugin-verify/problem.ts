/** Everything that can be wrong with a plugin's package. A published code is never renamed or reused. */
export const VERIFY_CODES = Object.freeze([
  // package.json.
  'package-missing', 'package-field', 'package-private', 'package-peer', 'plugin-keyword', 'plugin-block', 'plugin-api',
  // The tarball: what users would get.
  'tool-missing', 'pack-failed', 'exports', 'types', 'files-missing', 'files-surplus',
  // The plugin itself.
  'plugin-none', 'plugin-failed', 'plugin-refused', 'event-undeclared', 'event-unused', 'scope-misspelt', 'scope-shape', 'scope-repeated', 'scope-none',
  // README.md.
  'readme-missing', 'readme-example', 'option-undocumented', 'option-unknown', 'option-type', 'option-default'
] as const)

export type VerifyCode = typeof VERIFY_CODES[number]

/** One thing that is wrong. Texts may improve between versions; `code` is what programs look at. */
export interface VerifyProblem {
  readonly code: VerifyCode
  /** A warning does not stop a release. */
  readonly severity: 'error' | 'warning'
  /** A file of the package, with the member or the line where there is one: `package.json hooksmith.events`. */
  readonly where: string
  /** One sentence without a full stop. */
  readonly message: string
  /** What to do. */
  readonly fix: string
}

export function error (code: VerifyCode, where: string, message: string, fix: string): VerifyProblem {
  return { code, severity: 'error', where, message, fix }
}

export function warning (code: VerifyCode, where: string, message: string, fix: string): VerifyProblem {
  return { ...error(code, where, message, fix), severity: 'warning' }
}

/** Two lines for each problem: what is wrong and what to do. */
export function formatVerifyProblems (problems: readonly VerifyProblem[]): string {
  return problems.map(({ where, severity, message, code, fix }) => `${where}  ${severity}: ${message}  [${code}]\n    fix: ${fix}`).join('\n')
}
