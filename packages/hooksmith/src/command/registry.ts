import { addCall } from './call.js'
import { addCheck } from './check.js'
import { addDead } from './dead.js'
import { addDev } from './dev.js'
import { addDoctor } from './doctor.js'
import type { AddCommand } from './frame.js'
import { addManifest } from './manifest.js'
import { addPlugin } from './plugin.js'
import { addRoutes } from './routes.js'
import { addSend } from './send.js'
import { addServe } from './serve.js'
import { addTokens } from './tokens.js'

/** Every command, in the order of the help. A new one is a file beside this one and a line here. */
export const COMMANDS: readonly AddCommand[] = [
  addDev,
  addServe,
  addCheck,
  addDoctor,
  addRoutes,
  addSend,
  addCall,
  addDead,
  addManifest,
  addPlugin,
  addTokens
]
