import type { EventEnvelope, Store } from '@hooksmith/contracts'
import { describeError } from '@hooksmith/core'
import type { FastifyBaseLogger } from 'fastify'
import { LRUCache } from 'lru-cache'
import { changeRecord, readRecord } from '../store-record.js'
import { eventsBetween } from './events.js'
import { findPage, type InstallationPage, type ListInstallations } from './pages.js'
import type { Pulses } from './pulses.js'
import { placesOf, saysTheSame, sharePlace, type Installation, type InstallationReason } from './record.js'
import { gone, isLifecycle, replaced, seen, suspect, type Sighting } from './transitions.js'

/** What the registry needs. */
export interface InstallationsParts {
  readonly store: Store
  readonly pulses: Pulses
  readonly log: FastifyBaseLogger
  readonly now: () => number
  readonly emit: (event: EventEnvelope) => Promise<unknown>
  readonly count: (name: string, labels: Readonly<Record<string, string>>) => void
  /** How often sightings of one installation are written at most, in milliseconds. */
  readonly seenEveryMs: number
}

const RECORDS = 'forge/installation/'
const IDS = 'forge/installation-id/'
const PLACES = 'forge/place/'
const SUSPECTS = 'forge/suspect/'
const MAX_REMEMBERED = 10_000
/** How long what another process changed may go unnoticed, in milliseconds. */
const REMEMBER_MS = 60_000
/** After the Store failed it is left alone for so long: no delivery waits for it meanwhile, in milliseconds. */
const PAUSE_MS = 5_000
/** How long a gone installation is kept, in milliseconds. */
const KEEP_GONE_MS = 15_552_000_000
/** After an install the app's own account may lack permissions for minutes (…/events-reference/life-cycle/, read 2026-08). */
const SETTLING_MS = 600_000
/** Of an installation that ticks by the hour something would have been heard. */
const QUIET_MS = 3_600_000 + SETTLING_MS

interface Remembered { readonly installation: Installation, readonly readAt: number, seenAt: number }

/**
 * The registry of installations: what their deliveries' tokens say about them, and whether they are still there.
 *
 * A record is written when something changes, not with every delivery. The events of a change are emitted before it is written: a process that dies between the
 * two leaves the change to the next one that notices, which emits the same events again.
 */
export class Installations {
  readonly #parts: InstallationsParts
  readonly #remembered = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED })
  #pausedUntil = 0

  constructor (parts: InstallationsParts) {
    this.#parts = parts
  }

  /**
   * One installation, also a suspect or gone one; `undefined` where none of that id was ever heard of. Rejects as the Store does.
   *
   * @param id - Its id as a UUID or ARI, or its tenant.
   */
  async get (id: string): Promise<Installation | undefined> {
    const bare = id.startsWith('forge:') ? id : id.split('/').at(-1) ?? id
    if (bare.startsWith('forge:')) return (await readRecord<Installation>(this.#parts.store, RECORDS + bare))?.value
    const tenant = await this.#parts.store.get(IDS + bare)
    return tenant === undefined ? undefined : await this.get(Buffer.from(tenant.value).toString())
  }

  /** Installations in order of their tenants, a page at a time. Rejects as the Store does. */
  async list (options: ListInstallations = {}): Promise<InstallationPage> {
    return await findPage(this.#parts.store, { records: RECORDS, places: PLACES }, options)
  }

  /**
   * Takes note that Atlassian refused a call that was made with a token which had not expired: 401 makes the installation suspect, 403 does so once nothing was
   * heard of it for an hour, since a single page may be closed to the app. Other statuses say nothing about it, nor does a refusal within ten minutes of the
   * first delivery. Never rejects.
   */
  async reportRefusal (tenant: string, status: number): Promise<void> {
    if (status !== 401 && status !== 403) return
    await this.#guarded(tenant, async () => {
      const at = this.#parts.now()
      const isBelieved = status === 401 || at - await this.#parts.pulses.seenAt(tenant) > QUIET_MS
      if (!isBelieved) return
      await this.#change(tenant, (old) => old === undefined || at - old.firstSeenAt < SETTLING_MS ? undefined : suspect(old, 'refused', at), at)
    })
  }

  /** Takes note of a delivery. `undefined` where there was nothing to do; never rejects. */
  notice (sighting: Sighting): Promise<void> | undefined {
    const { caller, type, at } = sighting
    const known = this.#remembered.get(caller.tenant)
    const isFresh = known !== undefined && at - known.readAt < REMEMBER_MS && !isLifecycle(type)
    if (isFresh && known.installation.state === 'active' && saysTheSame(known.installation, caller)) {
      if (at - known.seenAt < this.#parts.seenEveryMs) return undefined
      known.seenAt = at
      return this.#guarded(caller.tenant, async () => { await this.#parts.pulses.note(caller.tenant, { seenAt: at }) })
    }
    return this.#guarded(caller.tenant, async () => { await this.#learn(sighting) })
  }

  /** What the watch found: nothing was heard for too long, or a suspect was suspect for too long. Rejects as Store and queue do. */
  async decline (tenant: string, reason: InstallationReason, into: 'suspect' | 'gone', at: number): Promise<void> {
    await this.#change(tenant, (old) => {
      if (old === undefined) return undefined
      return into === 'gone' ? gone(old, old.reason ?? reason, at) : suspect(old, reason, at)
    }, at)
  }

  /** The tenants that are suspect. Rejects as the Store does. */
  async * suspects (): AsyncGenerator<string> {
    let after: string | undefined
    do {
      const { records, next } = await this.#parts.store.list(SUSPECTS, { limit: 1_000, ...after === undefined ? {} : { after } })
      for (const { key } of records) yield key.slice(SUSPECTS.length)
      after = next
    } while (after !== undefined)
  }

  async #learn (sighting: Sighting): Promise<void> {
    const { caller: { tenant }, at } = sighting
    const installation = await this.#change(tenant, async (old) => {
      const now = seen(old, sighting)
      return old === undefined ? await this.#settle(now, at) : now
    }, at)
    if (installation === undefined) return
    const former = this.#remembered.get(tenant)
    const isDue = former === undefined || at - former.seenAt >= this.#parts.seenEveryMs
    if (installation.state !== 'gone' && isDue) await this.#parts.pulses.note(tenant, { seenAt: at })
    this.#remembered.set(tenant, { installation, readAt: at, seenAt: isDue ? at : former.seenAt })
  }

  /** A new installation: makes it findable, and takes it for the successor of the one that was in its place. */
  async #settle (installation: Installation, at: number): Promise<Installation> {
    const { tenant, id } = installation
    const rivals = await this.#rivalsOf(installation)
    for (const { tenant: rival } of rivals) {
      await this.#change(rival, (old) => old === undefined ? undefined : replaced(old, tenant, at), at)
    }
    await this.#parts.store.put(IDS + id, Buffer.from(tenant))
    for (const place of placesOf(installation)) await this.#parts.store.put(`${PLACES}${place}/${tenant}`, new Uint8Array())
    const [newest] = rivals.sort((one, other) => other.firstSeenAt - one.firstSeenAt)
    return newest === undefined ? installation : { ...installation, replaces: newest.tenant }
  }

  /** Those that cover the same product of the same site, and that nobody else has replaced. */
  async #rivalsOf (installation: Installation): Promise<Installation[]> {
    const rivals = new Map<string, Installation>()
    for (const place of placesOf(installation)) {
      const { records } = await this.#parts.store.list(`${PLACES}${place}/`, { limit: 1_000 })
      for (const { key } of records) {
        const tenant = key.slice(PLACES.length + place.length + 1)
        const rival = tenant === installation.tenant ? undefined : await this.get(tenant)
        if (rival === undefined || !sharePlace(rival, installation)) continue
        if (rival.replacedBy === undefined || rival.replacedBy === installation.tenant) rivals.set(tenant, rival)
      }
    }
    return [...rivals.values()]
  }

  async #change (
    tenant: string, change: (old: Installation | undefined) => Installation | undefined | Promise<Installation | undefined>, at: number
  ): Promise<Installation | undefined> {
    let before: Installation | undefined
    const now = await changeRecord<Installation>(this.#parts.store, RECORDS + tenant, async (old) => {
      before = old
      const next = await change(old)
      if (next === undefined || next === old) return undefined
      for (const event of eventsBetween(old, next, at)) await this.#parts.emit(event)
      if (next.state === 'suspect') await this.#parts.store.put(SUSPECTS + tenant, new Uint8Array())
      return next
    }, ({ state, stateSinceAt }) => state === 'gone' ? stateSinceAt + KEEP_GONE_MS : undefined)
    if (now !== undefined && before !== undefined && now.state !== before.state) await this.#changed(before, now)
    return now
  }

  async #changed (before: Installation, now: Installation): Promise<void> {
    const { tenant, state, reason } = now
    this.#remembered.delete(tenant)
    this.#parts.count('forge_installations', { became: state })
    this.#parts.log.info({ tenant, state, was: before.state, reason }, 'an installation changed its state')
    if (before.state === 'suspect') await this.#parts.store.delete(SUSPECTS + tenant)
    if (state === 'gone') await this.#parts.pulses.forget(tenant)
  }

  /** A delivery is worth more than what the registry learns from it: what fails here is tried again with the next one. */
  async #guarded (tenant: string, work: () => Promise<void>): Promise<void> {
    if (this.#parts.now() < this.#pausedUntil) return
    try {
      await work()
    } catch (error) {
      this.#pausedUntil = this.#parts.now() + PAUSE_MS
      this.#remembered.delete(tenant)
      this.#parts.log.warn({ tenant, reason: describeError(error) }, 'the registry of installations is out of reach')
    }
  }
}
