export type { OpenQueueHarness, OpenStoreHarness, Participant, QueueHarness, StoreHarness, TestFunction } from './harness.js'
export { storeConformance } from './store.js'
