import { deepStrictEqual, ok } from 'node:assert/strict'
import type { DeliveryQuery, Journal } from './journal.js'
import type { DeliveryRecord } from './journal-record.js'

/**
 * Each delivery in a line: verdict, status (`-` without an answer), event or, where the body names none, module, and which redelivery it
 * is. As in `refused 503 avi:confluence:created:page` and `accepted 200 avi:confluence:created:page (redelivery 1)`.
 */
export function deliveryLines (journal: Journal, query: DeliveryQuery = {}): string[] {
  return journal.find(query).map(lineOf)
}

/**
 * Asserts that these are the deliveries, in order and none besides.
 *
 * @throws `AssertionError` of `node:assert` with both lists, which every runner shows as a difference.
 */
export function assertDeliveries (journal: Journal, expected: readonly string[], query: DeliveryQuery = {}): void {
  deepStrictEqual(deliveryLines(journal, query), [...expected])
}

/**
 * Asserts that there were deliveries, and that the last one of each invocation was accepted: nothing is lost, and nothing waits.
 *
 * @throws `AssertionError` of `node:assert` naming those that were not.
 */
export function assertNothingLost (journal: Journal, query: DeliveryQuery = {}): void {
  const records = journal.find(query)
  ok(records.length > 0, 'There was no delivery')
  const last = new Map(records.map((record) => [record.invocationId, record]))
  const open = [...last.values()].filter(({ verdict }) => verdict !== 'accepted').map(lineOf)
  deepStrictEqual(open, [], `Not accepted: ${open.join(', ')}`)
}

function lineOf ({ verdict, answer, request, moduleKey, retryCount }: DeliveryRecord): string {
  const again = retryCount === 0 ? '' : ` (redelivery ${retryCount})`
  return `${verdict} ${answer?.status ?? '-'} ${request.eventType ?? moduleKey}${again}`
}
