import { CALLS } from './calls.js'
import { CHAT } from './chat.js'
import { DELIVERIES } from './deliveries.js'
import type { Row } from './row.js'

/** All that is shown, in this order: some rows need what came before, for example a token. */
export const ROWS: readonly Row[] = [...CALLS, ...DELIVERIES, ...CHAT]

export type { Row } from './row.js'
