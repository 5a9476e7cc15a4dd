export type { Capabilities, Durable, Shared, WarningsListener } from './capabilities.js'
export { FakeClock, HeldClock, systemClock } from './clock.js'
export type { CancelTimer, Clock } from './clock.js'
export * from './errors.js'
export { assertEvent } from './event.js'
export type { EventEnvelope, ExtensionValue, JsonValue } from './event.js'
export { assertJob, assertJobs, assertSignal, DEFAULT_DEDUPE_MS, JOB_STATES, jobIdOf } from './job.js'
export type {
  Abandoned, DeadNote, DeadOutcome, DoneOutcome, JobRecord, JobState, JobSummary, LeasedJob, NewJob, Outcome, RetryNote,
  RetryOutcome, WaitOutcome
} from './job.js'
export type { NonceGuard } from './nonce-guard.js'
export { enqueueFate, withDeadline } from './queue.js'
export type {
  Consumer, ConsumeOptions, EnqueueOptions, JobPage, JobSelector, ListOptions, Queue, QueueStats, Receipt, Settlement
} from './queue.js'
export { assertConcurrency, resolveQueueOptions } from './queue-options.js'
export type { QueueOptions, ResolvedQueueOptions } from './queue-options.js'
export type { PutOptions, Store, StorePage, StoreRecord } from './store.js'
export {
  assertStoreCount, assertStoreExpiry, assertStoreKey, assertStoreValue, MAX_STORE_KEY_BYTES, MAX_STORE_PAGE,
  MAX_STORE_VALUE_BYTES, resolveListInput, resolvePutOptions
} from './store-input.js'
export type { ResolvedPutOptions } from './store-input.js'
export { counterOf, putReplaces } from './store-rules.js'
export type { KeptRecord } from './store-rules.js'
export type { AppToken, TokenStore } from './token-store.js'
export type { Caller, Verifier, VerifierRequest } from './verifier.js'
