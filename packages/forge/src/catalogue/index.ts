export { findForgeEvent, forgeEventNames, forgeEvents } from './catalogue.js'
export type { ForgeEventFacts, ForgeEventScopes, ForgeProduct } from './facts.js'
export { readForgeEventSample } from './samples.js'
