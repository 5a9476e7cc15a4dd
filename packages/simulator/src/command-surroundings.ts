/** What the command writes to and when it ends. */
export interface CommandSurroundings {
  readonly write: (line: string) => void
  readonly complain: (line: string) => void
  /** Resolves when somebody wants the command to end. */
  readonly untilStopped: Promise<void>
}
