import type { Caller, Clock, VerifierRequest } from '@hooksmith/contracts'
import type { FastifyBaseLogger } from 'fastify'
import type { Observer } from '../observations.js'
import { describeError } from '../redact.js'
import type { Budget } from './budget.js'
import type { EndpointGuard } from './guard.js'

/** What a call waits at most for what it brought to be kept, in milliseconds. */
const MAX_WAIT_MS = 1_000

/** What keeping needs. */
export interface CaptureParts {
  readonly clock: Clock
  readonly observe: Observer
  /** Of the endpoint. */
  readonly path: string
}

/**
 * Lets a guard keep what a call brought. That is a gift: it comes again with the next call, and the caller who waits has nothing to do with it. So a
 * store that fails, or does not answer within a second, is logged and counted, and the call goes on. Rejects only with the reason of the budget.
 */
export async function captureWithin (
  budget: Budget, guard: EndpointGuard, raw: VerifierRequest, caller: Caller, log: FastifyBaseLogger, { clock, observe, path }: CaptureParts
): Promise<void> {
  const tell = (reason: string): void => {
    log.warn({ endpoint: path, tenant: caller.tenant, reason }, 'what the call brought could not be kept')
    observe({ kind: 'notice', name: 'endpoint_capture_failed', labels: { guard: guard.name }, by: 1 })
  }
  const kept = (async () => { await guard.capture?.(raw, caller) })().then(() => undefined, describeError)
  let cancel = (): void => {}
  const late = new Promise<string>((resolve) => { cancel = clock.after(MAX_WAIT_MS, () => { resolve(`not within ${MAX_WAIT_MS} ms`) }) })
  try {
    const reason = await budget.spend(() => Promise.race([kept, late]))
    if (reason !== undefined) tell(reason)
  } finally {
    cancel()
  }
}
