import { Writable } from 'node:stream'

/** One line of the log: pino's members, and whatever was written beside them. */
export interface LogLine {
  /** pino's number: 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
  readonly level: number
  readonly msg?: string
  readonly [member: string]: unknown
}

/** Keeps what a logger writes, parsed. */
export class LogLines {
  readonly lines: LogLine[] = []
  readonly stream = new Writable({
    write: (chunk, _encoding, done) => {
      // pino writes one JSON object a chunk, with a level in it.
      for (const line of String(chunk).split('\n')) if (line !== '') this.lines.push(JSON.parse(line) as LogLine)
      done()
    }
  })
}
