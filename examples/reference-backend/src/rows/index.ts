import { PRODUCT_API, STORAGE, TOKEN, UI } from './calls.js'
import { CHAT } from './chat.js'
import { EVENTS, LIFECYCLE, SCHEDULE } from './deliveries.js'
import type { Group, Row } from './row.js'

/** All that is shown, in this order. */
export const GROUPS: readonly Group[] = [TOKEN, PRODUCT_API, STORAGE, EVENTS, LIFECYCLE, SCHEDULE, CHAT, UI]

export const ROWS: readonly Row[] = GROUPS.flatMap(({ rows }) => rows)

export type { Group, Row } from './row.js'
