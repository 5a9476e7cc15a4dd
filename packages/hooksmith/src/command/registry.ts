import { addCheck } from './check.js'
import { addDead } from './dead.js'
import type { AddCommand } from './frame.js'
import { addManifest } from './manifest.js'
import { addRoutes } from './routes.js'
import { addServe } from './serve.js'
import { addTokens } from './tokens.js'

/** Every command, in the order of the help. A new one is a file beside this one and a line here. */
export const COMMANDS: readonly AddCommand[] = [
  addServe,
  addCheck,
  addRoutes,
  addDead,
  addManifest,
  addTokens
]
