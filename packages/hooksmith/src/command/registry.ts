import type { AddCommand } from './frame.js'

/** Every command, in the order of the help. A new one is a file beside this one and a line here. */
export const COMMANDS: readonly AddCommand[] = [
]
