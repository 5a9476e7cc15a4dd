import { brokenAttempts } from './broken-attempts.js'
import { brokenLooking } from './broken-looking.js'
import { brokenMoving } from './broken-moving.js'
import { brokenStoring } from './broken-storing.js'
import type { Sabotage } from './sabotage.js'

/** Every queue driver that is wrong in one way. */
export const brokenQueues: readonly Sabotage[] = [...brokenStoring, ...brokenMoving, ...brokenAttempts, ...brokenLooking]
