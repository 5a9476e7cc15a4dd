export { ForgeClient } from './client.js'
export type { ForgeClientParts } from './client.js'
export type { ForgeContext, ForgeInstallation, ForgeRequester, ForgeRequestInit } from './context.js'
