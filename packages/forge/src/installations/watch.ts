import type { CancelTimer, Clock, EventEnvelope, Store } from '@hooksmith/contracts'
import { describeError, type IngestedEvent } from '@hooksmith/core'
import type { FastifyBaseLogger } from 'fastify'
import type { Tick, Ticks } from '../ticks/ticks.js'
import { findGap, nextTickAt } from '../tokens/gaps.js'
import { gapEvent } from './events.js'
import type { Installations } from './installations.js'
import type { ResolvedInstallationOptions } from './options.js'
import type { Pulse, Pulses } from './pulses.js'
import type { Installation } from './record.js'

/** What the watch needs. */
export interface WatchParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly options: ResolvedInstallationOptions
  readonly installations: Installations
  readonly pulses: Pulses
  readonly ticks: Ticks
  readonly emit: (event: EventEnvelope) => Promise<Pick<IngestedEvent, 'verdict'>>
  readonly count: (name: string, labels: Readonly<Record<string, string>>, by: number) => void
}

/** What the last round found, for every process. */
interface Summary { readonly gaps: number, readonly first?: string }

/** When the newest token ends, and when the next tick is due. */
interface Gap { readonly expiresAt: number, readonly nextAt: number | undefined }

/** A tick of which no delivery was noted: that of an installation that is gone, or of one that came this instant, in milliseconds. */
const STRAY_MS = 3_600_000
const ROUND = 'forge/watch/round'
const SUMMARY = 'forge/watch/summary'

/**
 * Looks from time to time what did not come: ticks, tokens, any delivery at all.
 *
 * Every process that ingests has the timer; of a span one of them, whoever is first at the Store, makes the round. What it finds is reported under ids made of
 * what happened, so that a round which is broken off and made again reports nothing twice.
 */
export class Watch {
  readonly #parts: WatchParts
  #cancel: CancelTimer = () => {}
  #running: Promise<void> = Promise.resolve()
  #isStopped = false
  #problem: string | undefined
  #summary: Summary = { gaps: 0 }

  constructor (parts: WatchParts) {
    this.#parts = parts
  }

  start (): void {
    const { clock, options: { checkEveryMs } } = this.#parts
    if (this.#isStopped) return
    this.#cancel = clock.after(checkEveryMs - clock.now() % checkEveryMs, () => { this.#running = this.#wake() })
  }

  /** Resolves when a round that is under way has ended. */
  async stop (): Promise<void> {
    this.#isStopped = true
    this.#cancel()
    await this.#running
  }

  /** A sentence for each thing that is not as it should be. */
  warnings (): readonly string[] {
    const { gaps, first } = this.#summary
    const without = gaps === 0 ? [] : [`${gaps} installations are, or will be, without a token until their next tick, among them ${String(first)}`]
    return this.#problem === undefined ? without : [`nobody watches over the installations: ${this.#problem}`, ...without]
  }

  /** Never rejects. */
  async #wake (): Promise<void> {
    try {
      if (await this.#isFirst()) await this.#round()
      const summary = await this.#parts.store.get(SUMMARY)
      // Only the round writes it.
      if (summary !== undefined) this.#summary = JSON.parse(Buffer.from(summary.value).toString()) as Summary
      this.#problem = undefined
    } catch (error) {
      this.#problem = describeError(error)
      this.#parts.log.warn({ reason: this.#problem }, 'a round over the installations was broken off; the next one looks again')
    }
    this.start()
  }

  /** Of all processes, in this span. */
  async #isFirst (): Promise<boolean> {
    const { store, clock, options: { checkEveryMs } } = this.#parts
    return await store.put(ROUND, new Uint8Array(), { when: 'newer', rank: Math.floor(clock.now() / checkEveryMs) })
  }

  async #round (): Promise<void> {
    const { store, clock, pulses } = this.#parts
    const now = clock.now()
    const ticks = await this.#readTicks()
    const gaps: string[] = []
    for await (const pulse of pulses.all()) {
      if (await this.#examine(pulse, ticks.get(pulse.tenant) ?? [], now)) gaps.push(pulse.tenant)
      ticks.delete(pulse.tenant)
    }
    for (const left of ticks.values()) await this.#forget(left.filter(({ at }) => now - at > STRAY_MS))
    await this.#findGone(now)
    const [first] = gaps
    const summary: Summary = { gaps: gaps.length, ...first === undefined ? {} : { first } }
    await store.put(SUMMARY, Buffer.from(JSON.stringify(summary)))
  }

  /** Whether the installation has a gap. Where all is as it should be, nothing more is read. */
  async #examine (pulse: Pulse, ofTenant: readonly Tick[], now: number): Promise<boolean> {
    const missing = ofTenant.filter((tick) => this.#missed(tick, now) > tick.missed)
    const gap = this.#gapOf(pulse, ofTenant, now)
    if (missing.length === 0 && gap === undefined && !this.#isSilent(pulse, ofTenant, now)) return false
    const installation = await this.#parts.installations.get(pulse.tenant)
    if (installation === undefined || installation.state === 'gone') {
      await this.#parts.pulses.forget(pulse.tenant)
      await this.#forget(ofTenant)
      return false
    }
    for (const tick of missing) await this.#reportMissed(tick, now)
    if (this.#isSilent(pulse, ofTenant, now)) await this.#parts.installations.decline(pulse.tenant, 'silent', 'suspect', now)
    if (gap === undefined || installation.state !== 'active') return false
    if (pulse.gapAfterAt !== gap.expiresAt) await this.#reportGap(installation, gap, now)
    return true
  }

  async #readTicks (): Promise<Map<string, Tick[]>> {
    const ticks = new Map<string, Tick[]>()
    for await (const tick of this.#parts.ticks.all()) {
      const ofTenant = ticks.get(tick.tenant) ?? []
      ofTenant.push(tick)
      ticks.set(tick.tenant, ofTenant)
    }
    return ticks
  }

  #missed (tick: Tick, now: number): number {
    const intervalMs = this.#parts.ticks.intervalOf(tick)
    return intervalMs === undefined ? 0 : Math.floor((now - tick.at - this.#parts.options.tickToleranceMs) / intervalMs)
  }

  async #reportMissed (tick: Tick, now: number): Promise<void> {
    const { ticks, log, count } = this.#parts
    const missed = this.#missed(tick, now)
    const fresh = await ticks.report(tick, missed)
    if (fresh === 0) return
    const { tenant, moduleKey, triggerKey, at } = tick
    log.warn({ tenant, moduleKey, triggerKey, missed, lastAt: new Date(at).toISOString() }, 'a scheduled trigger did not come')
    count('forge_ticks', { verdict: 'missed' }, fresh)
  }

  /** Where no tick is expected, silence says nothing. */
  #isSilent ({ seenAt }: Pulse, ofTenant: readonly Tick[], now: number): boolean {
    const { ticks, options: { suspectAfterMs, tickToleranceMs } } = this.#parts
    const intervals = ofTenant.map((tick) => ticks.intervalOf(tick)).filter((intervalMs) => intervalMs !== undefined)
    if (intervals.length === 0) return false
    const heardAt = Math.max(seenAt, ...ofTenant.map(({ at }) => at))
    return now - heardAt > Math.max(suspectAfterMs, 2 * Math.min(...intervals) + tickToleranceMs)
  }

  async #findGone (now: number): Promise<void> {
    const { installations, options: { goneAfterMs } } = this.#parts
    for await (const tenant of installations.suspects()) {
      const installation = await installations.get(tenant)
      if (installation?.state === 'suspect' && now - installation.stateSinceAt >= goneAfterMs) await installations.decline(tenant, 'silent', 'gone', now)
    }
  }

  #gapOf ({ tokenExpiresAt }: Pulse, ofTenant: readonly Tick[], now: number): Gap | undefined {
    const nextAt = nextTickAt(ofTenant.map((tick) => ({ at: tick.at, intervalMs: this.#parts.ticks.intervalOf(tick) })), now)
    const expiresAt = findGap(tokenExpiresAt, nextAt, now)
    return expiresAt === undefined ? undefined : { expiresAt, nextAt }
  }

  /** Told once the queue has the event: a note of which the answer is lost is not made again. Where no handler asks for the event, the note decides. */
  async #reportGap (installation: Installation, gap: Gap, now: number): Promise<void> {
    const { tenant } = installation
    const { verdict } = await this.#parts.emit(gapEvent(installation, gap.expiresAt, gap.nextAt, now))
    const isKept = verdict === 'stored' || verdict === 'spooled'
    if (isKept) this.#tellGap(tenant, gap)
    // A listing may be older than what another round noted.
    const isNews = await this.#parts.pulses.note(tenant, { gapAfterAt: gap.expiresAt })
    if (isNews && !isKept && verdict !== 'duplicate') this.#tellGap(tenant, gap)
  }

  #tellGap (tenant: string, { expiresAt, nextAt }: Gap): void {
    const next = nextAt === undefined ? 'unknown' : new Date(nextAt).toISOString()
    this.#parts.log.warn({ tenant, expiresAt: new Date(expiresAt).toISOString(), next }, 'a token ends before the next tick can bring one')
    this.#parts.count('forge_token_gaps', {}, 1)
  }

  async #forget (ticks: readonly Tick[]): Promise<void> {
    for (const tick of ticks) await this.#parts.ticks.forget(tick)
  }
}
