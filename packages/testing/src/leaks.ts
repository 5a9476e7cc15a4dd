import type { TestJob } from './job-log.js'
import type { LogLine } from './log-lines.js'

/** A place where a token can be read. What the token is, it does not say. */
export interface Leak {
  readonly in: 'log' | 'job'
  /** The line's number, from 1, with its message; or the job's id. */
  readonly where: string
}

/** A compact JWS or JWE (RFC 7515 §3.1, RFC 7516 §3.1): a token of which nobody here knows where it came from. */
const COMPACT = /\beyJ[\w-]{8,}(?:\.[\w-]*){2,4}/

/** Every place in the log, and in what jobs say about themselves, where a token can be read. */
export function findLeaks (secrets: ReadonlySet<string>, lines: readonly LogLine[], jobs: readonly TestJob[]): readonly Leak[] {
  const has = (value: unknown): boolean => {
    const text = JSON.stringify(value)
    return COMPACT.test(text) || [...secrets].some((secret) => text.includes(secret))
  }
  const inLog = lines.flatMap((line, at) => has(line) ? [{ in: 'log', where: `line ${at + 1}, '${has(line.msg ?? '') ? '…' : line.msg ?? ''}'` } as const] : [])
  const inJobs = jobs.flatMap(({ id, attempts }) => has(attempts) ? [{ in: 'job', where: id } as const] : [])
  return [...inLog, ...inJobs]
}
