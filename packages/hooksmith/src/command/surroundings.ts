import type { createColors } from 'picocolors'

/** What a command sees of the world, so that a test can be one. */
export interface Surroundings {
  /** Where the project is looked for. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** One piece of output for standard output, without the line's end: what was asked for. */
  readonly write: (text: string) => void
  /** The same for standard error: what is said beside that. */
  readonly complain: (text: string) => void
  /** Does nothing where standard output is no terminal, or `NO_COLOR` is set. */
  readonly color: ReturnType<typeof createColors>
  /** Whether a person reads standard output as it comes. */
  readonly isTerminal: boolean
}

/** 0 done; 1 failed; 2 the command line is wrong; 78 the config is (`EX_CONFIG` of sysexits.h). */
export type ExitCode = 0 | 1 | 2 | 78
