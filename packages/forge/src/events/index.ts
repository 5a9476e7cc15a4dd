export type { ForgeEventBody, ForgeEventName } from './event-map.js'
export type * from './generated/index.js'
