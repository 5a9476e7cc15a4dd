import type { Agenda } from './agenda.js'
import type { Again, Credentials, Deliverer, Delivered } from './delivery.js'
import { HKS_ERR_SIMULATOR_CLOSED } from './errors.js'
import type { ReceivedAnswer } from './http-post.js'
import type { Invocation } from './invocation.js'
import type { Journal } from './journal.js'
import type { DeliveryRecord, RetryReason, Verdict } from './journal-record.js'
import type { ResolvedSimulatorOptions } from './options.js'

/** How an invocation ended: a 2xx came, or its last delivery failed, or the simulator closed before either. */
export interface InvocationOutcome {
  readonly state: 'accepted' | 'lost' | 'cancelled'
  /** All its deliveries, in order. */
  readonly deliveries: readonly DeliveryRecord[]
}

/** The first delivery of an invocation, and the promise of its end. */
export interface DeliveryResult {
  readonly invocationId: string
  /** Absent when no answer came. */
  readonly status: number | undefined
  readonly durationMs: number
  readonly verdict: Verdict
  readonly record: DeliveryRecord
  /** The answer as it came, for whoever goes on with it; the record has it with tokens redacted. Absent when none came. */
  readonly answer?: ReceivedAnswer
  /** Resolves once no further delivery will be made. With a FakeClock, somebody has to move it there. */
  readonly settled: Promise<InvocationOutcome>
}

interface Series {
  readonly invocation: Invocation
  readonly deliveries: DeliveryRecord[]
  /** Of the first delivery. */
  credentials?: Credentials
  readonly end: (state: InvocationOutcome['state']) => void
  readonly fail: (error: unknown) => void
  readonly settled: Promise<InvocationOutcome>
}

/**
 * Carries invocations to their end, as Forge does: a delivery that is not answered 2xx in time is made again after a fixed
 * delay, up to a maximum, with a fresh token and a `retryContext`.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/sending-product-events/, read 2026-08.
 */
export class Redeliveries {
  readonly #deliverer: Deliverer
  readonly #journal: Journal
  readonly #options: ResolvedSimulatorOptions
  readonly #agenda: Agenda
  readonly #underWay = new Set<{ readonly deadlineAt: number }>()
  readonly #waiting = new Map<Series, () => void>()
  #isClosed = false
  #idle: Array<() => void> = []

  constructor (deliverer: Deliverer, journal: Journal, agenda: Agenda, options: ResolvedSimulatorOptions) {
    this.#deliverer = deliverer
    this.#agenda = agenda
    this.#journal = journal
    this.#options = options
  }

  /** Invocations that wait for a redelivery. */
  get waitingCount (): number {
    return this.#waiting.size
  }

  /** Makes the first delivery; the others follow by the clock. @throws `HKS_ERR_SIMULATOR_CLOSED` after close. */
  async start (invocation: Invocation): Promise<DeliveryResult> {
    if (this.#isClosed) throw new HKS_ERR_SIMULATOR_CLOSED()
    const series = newSeries(invocation)
    const { record, answer } = await this.#attempt(series)
    return {
      invocationId: invocation.id,
      status: record.answer?.status,
      durationMs: record.durationMs,
      verdict: record.verdict,
      record,
      ...(answer === undefined ? {} : { answer }),
      settled: series.settled
    }
  }

  /** Resolves when no request is under way; redeliveries that wait for their time do not count. */
  async whenIdle (): Promise<void> {
    if (this.#underWay.size === 0) return
    await new Promise<void>((resolve) => { this.#idle.push(resolve) })
  }

  /** As {@link Redeliveries.whenIdle}, but for no longer than `graceMs` of real time. */
  async idleWithin (graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise<void>((resolve) => { timer = setTimeout(resolve, graceMs) })
    await Promise.race([this.whenIdle(), grace])
    clearTimeout(timer)
  }

  /**
   * Counts as under way until `work` has ended: what comes before a delivery, for example.
   *
   * @param deadlineAt - When the clock ends it. Absent: never.
   */
  async whileBusy<T> (work: () => Promise<T>, deadlineAt = Infinity): Promise<T> {
    const underWay = { deadlineAt }
    this.#underWay.add(underWay)
    try {
      return await work()
    } finally {
      this.#underWay.delete(underWay)
      if (this.#underWay.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
    }
  }

  /** The first deadline of what is under way. */
  deadlineAt (): number | undefined {
    let first = Infinity
    for (const { deadlineAt } of this.#underWay) first = Math.min(first, deadlineAt)
    return first === Infinity ? undefined : first
  }

  /** Breaks off deliveries under way and gives up redeliveries; their invocations end as `cancelled`. */
  async close (): Promise<void> {
    this.#isClosed = true
    this.#deliverer.close()
    for (const [series, cancel] of this.#waiting) {
      cancel()
      series.end('cancelled')
    }
    this.#waiting.clear()
    await this.whenIdle()
  }

  async #attempt (series: Series, again?: Again): Promise<Pick<DeliveryResult, 'record' | 'answer'>> {
    const { invocation } = series
    const deadlineAt = this.#options.clock.now() + (invocation.timeoutMs ?? this.#options.deliveryTimeoutMs)
    return this.whileBusy(async () => {
      const delivered = await this.#deliverer.deliver(invocation, again)
      const record = this.#conclude(series, delivered)
      return delivered.answer === undefined ? { record } : { record, answer: delivered.answer }
    }, deadlineAt)
  }

  #conclude (series: Series, { report, credentials }: Delivered): DeliveryRecord {
    const reason = retryReasonOf(report.verdict)
    const limit = series.invocation.redeliveries ?? this.#options.switches.current.maxDeliveries - 1
    const isAgain = reason !== undefined && report.retryCount < limit && !this.#isClosed
    const redeliveryAt = this.#options.clock.now() + this.#options.redeliveryDelayMs
    const record = this.#journal.add({ ...report, ...(isAgain ? { redeliveryAt } : {}) })
    series.deliveries.push(record)
    series.credentials ??= credentials
    if (isAgain) {
      const retryContext = { retryData: null, retryCount: report.retryCount + 1, retryReason: reason }
      this.#plan(series, redeliveryAt, { retryContext, credentials: series.credentials })
    } else series.end(report.verdict === 'accepted' ? 'accepted' : report.verdict === 'cancelled' ? 'cancelled' : 'lost')
    return record
  }

  #plan (series: Series, at: number, again: Again): void {
    const cancel = this.#agenda.plan(at, () => {
      this.#waiting.delete(series)
      this.#attempt(series, again).catch(series.fail)
    }, series.invocation.order)
    this.#waiting.set(series, cancel)
  }
}

function newSeries (invocation: Invocation): Series {
  const deliveries: DeliveryRecord[] = []
  let end: Series['end'] = () => {}
  let fail: Series['fail'] = () => {}
  const settled = new Promise<InvocationOutcome>((resolve, reject) => {
    end = (state) => { resolve({ state, deliveries: [...deliveries] }) }
    fail = reject
  })
  // Whoever does not look at the end of an invocation must not have the process ended by it; who looks still sees the error.
  settled.catch(() => {})
  return { invocation, deliveries, end, fail, settled }
}

/** Undefined where Forge makes no further delivery. */
function retryReasonOf (verdict: Verdict): RetryReason | undefined {
  switch (verdict) {
    case 'accepted': case 'too-large': case 'cancelled': return undefined
    case 'unauthorized': return 'INVALID_FORGE_INVOCATION_TOKEN'
    case 'timeout': return 'TIMEOUT_ERROR'
    case 'redirect': case 'refused': case 'not-json': case 'network-error': return 'INVALID_REMOTE_INVOCATION_ERROR'
  }
}
