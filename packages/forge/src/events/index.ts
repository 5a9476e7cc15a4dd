/** Handlers of these events find it in `ctx.forge`. */
export type { ForgeContext } from '../client/context.js'
export type { ForgeEventBody, ForgeEventName, ForgePostFunction } from './event-map.js'
export type * from './generated/index.js'
