import type { FastifyServerOptions } from 'fastify'
import { createColors } from 'picocolors'
import type { LogConfig } from './config/resolve.js'

/** Where a log goes, and what reads it. */
export interface LogOutput {
  readonly write: (text: string) => void
  readonly isTerminal: boolean
  readonly hasColor: boolean
}

const LEVELS: ReadonlyArray<readonly [least: number, name: string]> = [[60, 'fatal'], [50, 'error'], [40, 'warn'], [30, 'info'], [20, 'debug'], [0, 'trace']]
/** What every line has and nobody at a terminal needs. */
const LEFT_OUT: ReadonlySet<string> = new Set(['level', 'time', 'pid', 'hostname', 'msg'])

/** The logger of a server: JSON lines, as pino has them, or lines for people. */
export function loggerOf ({ level, format }: LogConfig, output: LogOutput): FastifyServerOptions['logger'] {
  const isPretty = isPrettyLog(format, output)
  const color = createColors(output.hasColor)
  return { level, stream: { write: (line: string) => { output.write(isPretty ? pretty(line, color) : line.trimEnd()) } } }
}

/** Whether the log is for people. */
export function isPrettyLog (format: LogConfig['format'], { isTerminal }: LogOutput): boolean {
  return format === 'pretty' || (format === undefined && isTerminal)
}

/** `14:03:21 warn  message  member=value …` */
function pretty (line: string, color: ReturnType<typeof createColors>): string {
  const record = parse(line)
  if (record === undefined) return line.trimEnd()
  const [, name = 'info'] = LEVELS.find(([least]) => Number(record.level) >= least) ?? []
  const paint = name === 'error' || name === 'fatal' ? color.red : name === 'warn' ? color.yellow : color.dim
  const rest = Object.entries(record).filter(([member]) => !LEFT_OUT.has(member)).map(([member, value]) => ` ${member}=${show(value)}`).join('')
  return `${color.dim(timeOf(record.time))} ${paint(name.padEnd(5))} ${String(record.msg ?? '')}${color.dim(rest)}`
}

function timeOf (time: unknown): string {
  return new Date(Number(time)).toTimeString().slice(0, 8)
}

function show (value: unknown): string {
  if (typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string') return `\n${value.stack}`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function parse (line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    // Whatever it is, it goes out as it came.
    return undefined
  }
}
