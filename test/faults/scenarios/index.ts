import type { Scenario } from '../scenario.js'
import { away } from './away.js'
import { killed } from './killed.js'
import { odd } from './odd.js'

/** Everything that fails, in the order of the table. */
export const scenarios: readonly Scenario[] = [...killed, ...away, ...odd]
