import { setImmediate } from 'node:timers/promises'
import type { Agenda } from '../agenda.js'
import { HKS_ERR_SIMULATOR_MODULE_UNKNOWN } from '../errors.js'
import type { Installation } from '../installations.js'
import type { JsonObject } from '../options.js'
import type { DeliveryResult, Redeliveries } from '../redelivery.js'
import { baseUrlIn, type DataResidencyModule, type Remote } from '../remote.js'
import { parsedJson, requireEntry, requireRemote, type CallParts } from './call-parts.js'

/** A move of an installation's data to another region. */
export interface MigrationPlan {
  /** For example `EU`. */
  readonly location: string
  /** From the schedule to the start, in milliseconds. @defaultValue 0 */
  readonly startsInMs?: number
}

/** How a migration ended, and what was asked on the way. */
export interface MigrationOutcome {
  readonly state: 'committed' | 'rolled back'
  readonly migrationId: string
  /** Why it was rolled back: the remote's `errorResponseCode`, `failed`, a failed hook, or that it took too long. */
  readonly reason?: string
  readonly deliveries: readonly DeliveryResult[]
}

/** Source: https://developer.atlassian.com/platform/forge/remote/remote-realm-migration/, read 2026-08. */
const POLL_MS = 300_000
const RETRY_MS = 5_000
const RETRIES = 2
const MAX_DURATION_MS = 5_400_000
const HOOK_TIMEOUT_MS = 5_000

/** One migration on its way. */
interface Migration {
  readonly installation: Installation
  readonly remote: Remote
  readonly module: DataResidencyModule
  readonly migrationId: string
  readonly deliveries: DeliveryResult[]
}

/**
 * Asks the data residency hooks of a remote: schedule, start, status every five minutes until it is ready or has failed, then commit or
 * rollback. A hook that fails without an `errorResponseCode` is asked twice more, five seconds apart.
 */
export class Migrations {
  readonly #parts: CallParts
  readonly #agenda: Agenda
  readonly #redeliveries: Redeliveries

  constructor (parts: CallParts, agenda: Agenda, redeliveries: Redeliveries) {
    this.#parts = parts
    this.#agenda = agenda
    this.#redeliveries = redeliveries
  }

  async run (installation: Installation, { location, startsInMs = 0 }: MigrationPlan): Promise<MigrationOutcome> {
    const remote = requireRemote(this.#parts, installation)
    const module = remote.dataResidency
    if (module === undefined) throw new HKS_ERR_SIMULATOR_MODULE_UNKNOWN("module 'migration:dataResidency'")
    const migrationId = this.#parts.random.uuid()
    const migration: Migration = { installation, remote, module, migrationId, deliveries: [] }
    const startTime = this.#parts.clock.now() + startsInMs
    const endTime = startTime + (module.maxDurationMs ?? MAX_DURATION_MS)
    const window = { startTime: new Date(startTime).toISOString(), endTime: new Date(endTime).toISOString(), location, migrationId }
    const reason = await this.#hook(migration, '/schedule', window) ?? await this.#started(migration, window, startTime, endTime)
    const last = await this.#hook(migration, reason === undefined ? '/commit' : '/rollback', { migrationId })
    const { deliveries } = migration
    const why = reason ?? last
    return why === undefined ? { state: 'committed', migrationId, deliveries } : { state: 'rolled back', migrationId, reason: why, deliveries }
  }

  async #started (migration: Migration, window: JsonObject, startTime: number, endTime: number): Promise<string | undefined> {
    await this.#wait(startTime)
    const refused = await this.#hook(migration, '/start', window)
    if (refused !== undefined) return refused
    for (let at = this.#parts.clock.now() + POLL_MS; at <= endTime; at += POLL_MS) {
      await this.#wait(at)
      const status = await this.#status(migration)
      if (status === 'ready-to-commit') return undefined
      if (status === 'failed' || /^E\d{4}$/.test(status)) return status
    }
    return 'it took too long'
  }

  /** What the remote says about itself; a poll that fails is asked again at the next. */
  async #status (migration: Migration): Promise<string> {
    const { answer } = await this.#ask(migration, 'GET', `/status?migrationId=${migration.migrationId}`)
    const { status, errorResponseCode } = (parsedJson(answer?.text ?? '')?.value ?? {}) as { status?: unknown, errorResponseCode?: unknown }
    return String(errorResponseCode ?? status ?? '')
  }

  /** @returns Why the hook failed; `undefined` when it did not. */
  async #hook (migration: Migration, path: string, body: JsonObject): Promise<string | undefined> {
    for (let asked = 0; ; asked++) {
      const { verdict, answer } = await this.#ask(migration, 'POST', path, body)
      if (verdict === 'accepted') return undefined
      const { errorResponseCode } = (parsedJson(answer?.text ?? '')?.value ?? {}) as { errorResponseCode?: unknown }
      if (typeof errorResponseCode === 'string') return errorResponseCode
      if (asked === RETRIES) return `${path} failed`
      await this.#wait(this.#parts.clock.now() + RETRY_MS)
    }
  }

  async #ask (migration: Migration, method: string, path: string, body?: JsonObject): Promise<DeliveryResult> {
    const { installation, remote, module, deliveries } = migration
    const entry = requireEntry(remote, module.remote)
    const delivery = await this.#busily(async () => this.#parts.dispatcher.deliver({
      installation,
      moduleKey: module.key,
      moduleType: 'migration:dataResidency',
      baseUrl: baseUrlIn(entry.baseUrl ?? remote.baseUrl, installation.region),
      route: `${module.path ?? ''}${path}`,
      method,
      redeliveries: 0,
      timeoutMs: HOOK_TIMEOUT_MS,
      systemToken: false,
      ...(body === undefined ? {} : { body })
    }))
    deliveries.push(delivery)
    return delivery
  }

  async #wait (at: number): Promise<void> {
    if (at <= this.#parts.clock.now()) return
    await new Promise<void>((resolve) => {
      this.#agenda.plan(at, () => {
        resolve()
        this.#linger()
      })
    })
  }

  async #busily<T> (work: () => Promise<T>): Promise<T> {
    return this.#redeliveries.whileBusy(async () => {
      const result = await work()
      this.#linger()
      return result
    })
  }

  /** Whoever moves the clock sees this simulator busy until what follows is under way. */
  #linger (): void {
    // Nothing in it can fail.
    this.#redeliveries.whileBusy(async () => setImmediate()).catch(() => {})
  }
}
