export { ForgeClient } from './client.js'
export type { ForgeCallOptions } from './client.js'
export type {
  ForgeCalls, ForgeContext, ForgeGraphInit, ForgeInstallation, ForgeRequestCalls, ForgeRequester, ForgeRequestInit,
  ForgeResponse
} from './context.js'
export * from './errors.js'
export { FORGE_CLIENT_DEFAULTS } from './options.js'
export type { ForgeClientOptions, ForgeClientTuning, ForgeRegistry } from './options.js'
export { route } from './route.js'
export type { ForgeSecrets, ForgeStorage, QueryOptions, SetOptions, StorageEntry, StoragePage, Transaction } from './storage.js'
