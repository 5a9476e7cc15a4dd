import type { Command } from 'commander'
import type { ExitCode, Surroundings } from './surroundings.js'

/** What the file of a command is handed. */
export interface Frame {
  /** Where the command adds itself. */
  readonly program: Command
  readonly around: Surroundings
  /**
   * Makes the action of a command: what `work` resolves to is the exit code. A rejection is told on standard error and ends with 78 when it is about the
   * config, else with 1.
   */
  action<A extends readonly unknown[]> (work: (...args: A) => Promise<ExitCode>): (...args: A) => Promise<void>
}

/** Adds one command, or a command with its subcommands, to the program. */
export type AddCommand = (frame: Frame) => void
