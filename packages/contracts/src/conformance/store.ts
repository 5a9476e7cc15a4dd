import { runCases, type Case } from './cases.js'
import type { OpenStoreHarness, StoreHarness, TestFunction } from './harness.js'
import { storeBoundCases } from './store-bounds.js'
import { storeCounterCases } from './store-counters.js'
import { storeExpiryCases } from './store-expiry.js'
import { storeLifeCases } from './store-life.js'
import { storeListCases } from './store-lists.js'
import { storeRecordCases } from './store-records.js'

const CASES: ReadonlyArray<Case<StoreHarness>> = [
  ...storeRecordCases, ...storeExpiryCases, ...storeCounterCases, ...storeListCases, ...storeBoundCases, ...storeLifeCases
]

/**
 * Proves that a driver keeps the contract of {@link Store}: one test a guarantee, each on a fresh harness.
 *
 * @param test - The runner's own.
 * @param open - Makes one fresh, empty store a case.
 */
export function storeConformance (test: TestFunction, open: OpenStoreHarness): void {
  runCases(test, 'store', open, CASES)
}
