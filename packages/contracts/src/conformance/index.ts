export type { OpenQueueHarness, OpenStoreHarness, Participant, QueueHarness, StoreHarness, TestFunction } from './harness.js'
export { queueConformance } from './queue/index.js'
