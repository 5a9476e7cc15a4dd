/** Everything that can be wrong with a config. A published code is never renamed or reused. */
export const CONFIG_CODES = Object.freeze([
  // The file.
  'file-missing', 'file-twice', 'file-unreadable', 'file-syntax', 'file-failed', 'file-no-config',
  // Its members.
  'name-unknown', 'name-duplicate', 'value-missing', 'value-type', 'value-unknown', 'value-range',
  // The environment.
  'env-unknown', 'env-value', 'env-file',
  // Packages: drivers, receivers, plugins.
  'package-missing', 'package-failed', 'plugin-none', 'plugin-block', 'plugin-api', 'receiver-none', 'receiver-block', 'receiver-api',
  // What they were told, and how they go together.
  'plugin-option', 'plugin-schema', 'plugin-clash', 'plugin-failed', 'handler-clash', 'handler-option', 'event-unknown', 'receiver-option', 'receiver-clash', 'receiver-failed', 'route-clash',
  // The process as a whole.
  'queue-role', 'redis-address', 'token-key', 'spool-disk', 'spool-option', 'schedule', 'option'
] as const)

export type ConfigCode = typeof CONFIG_CODES[number]

/** Names of members from the top of the config, and numbers of list entries. */
export type Path = ReadonlyArray<string | number>

/** Where a value came from. */
export type Where =
  /** Lines and columns count from 1; they are there for YAML and JSON. `path` is there when the place is a member rather than the file. */
  | { readonly file: string, readonly path?: string, readonly line?: number, readonly column?: number }
  | { readonly variable: string }
  | { readonly flag: string }

/** One thing that is wrong. Texts may improve between versions; `code` is what programs look at. */
export interface ConfigProblem {
  readonly code: ConfigCode
  readonly where: Where
  /** One sentence without a full stop; never a value that may be a secret. */
  readonly message: string
  /** What to write instead. */
  readonly fix: string
}

/** `receivers.forge.routes[0].path`; a name that is no word stands in brackets. */
export function formatPath (path: Path): string {
  return path.map((part, at) => {
    if (typeof part === 'number') return `[${part}]`
    return /^[\w$-]+$/.test(part) ? `${at === 0 ? '' : '.'}${part}` : `['${part}']`
  }).join('')
}

/** `hooksmith.config.yaml:3:5`, `hooksmith.config.ts server.port`, `environment PORT` or `flag --port`. */
export function formatWhere (where: Where): string {
  if ('variable' in where) return `environment ${where.variable}`
  if ('flag' in where) return `flag ${where.flag}`
  const { file, line, column, path } = where
  if (line !== undefined && column !== undefined) return `${file}:${line}:${column}`
  return path === undefined ? file : `${file} ${path}`
}

/** Two lines for each problem, what is wrong and what to do, and one that counts them. */
export function formatProblems (problems: readonly ConfigProblem[]): string {
  return [...problems.map((problem) => formatProblem(problem)), `${problems.length} mistake${problems.length === 1 ? '' : 's'}`].join('\n')
}

/** Two lines: what is wrong, and what to do. */
export function formatProblem ({ where, message, code, fix }: ConfigProblem, severity = 'error'): string {
  return `${formatWhere(where)}  ${severity}: ${message}  [${code}]\n    fix: ${fix}`
}

/** Text from a file or a variable, for a message: on one line, without control characters, not longer than 80 characters. */
export function quote (text: string): string {
  // eslint-disable-next-line no-control-regex -- terminal escapes are what must not pass
  const clean = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\uFFFD')
  return `'${clean.length > 80 ? `${clean.slice(0, 79)}…` : clean}'`
}
