import { hash } from 'node:crypto'
import type { Store } from '@hooksmith/contracts'
import { allRecords, changeRecord } from '../store-record.js'
import { duplicateWindowMs, learnInterval } from './intervals.js'

const PREFIX = 'forge/tick/'
/** Gaps that are remembered to learn an interval from. */
const MAX_GAPS = 2
/** A tick that did not come for so long is forgotten, in milliseconds: the longest interval a good four times. */
const KEEP_MS = 2_592_000_000

/** A tick as it arrived. */
export interface Arrival {
  readonly tenant: string
  /** Key of the endpoint module. */
  readonly moduleKey: string
  /** Key of the scheduled trigger, where the body says it: several may call one endpoint. */
  readonly triggerKey: string | undefined
  readonly appVersion: string | undefined
  /** The id that it has unless it is a duplicate. */
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** The newest tick of one scheduled trigger of an installation. */
export interface Tick {
  readonly tenant: string
  readonly moduleKey: string
  readonly triggerKey?: string
  readonly appVersion?: string
  readonly id: string
  readonly at: number
  /** From tick to tick, the newest last. */
  readonly gapsMs: readonly number[]
  /** How many ticks that did not come were reported since. */
  readonly missed: number
}

/**
 * The ticks of scheduled triggers, by installation and trigger.
 *
 * Forge may fire a trigger twice (…/manifest-reference/modules/scheduled-trigger/, read 2026-08), and nothing in the request says so. A tick that comes soon
 * after another of the same trigger has its id, so that the queue drops it. In doubt it is a tick: where the interval is not configured, after a change of
 * the app's version (a deployment restarts all triggers), and while the Store is away.
 */
export class Ticks {
  readonly #store: Store
  readonly #intervals: ReadonlyMap<string, number>
  readonly #onUnavailable: (error: unknown) => void

  /**
   * @param intervals - Configured intervals in milliseconds, by the endpoint's module key.
   * @param onUnavailable - Told of each rejection of the Store.
   */
  constructor (store: Store, intervals: ReadonlyMap<string, number>, onUnavailable: (error: unknown) => void) {
    this.#store = store
    this.#intervals = intervals
    this.#onUnavailable = onUnavailable
  }

  /** The id of the tick that arrived. Never rejects. */
  async identify (arrival: Arrival): Promise<string> {
    try {
      const tick = await changeRecord<Tick>(this.#store, keyOf(arrival), (last) => {
        return last !== undefined && this.#isSame(last, arrival) ? undefined : next(last, arrival)
      }, ({ at }) => at + KEEP_MS)
      return tick?.id ?? arrival.id
    } catch (error) {
      this.#onUnavailable(error)
      return arrival.id
    }
  }

  /** Every trigger's newest tick. Rejects as the Store does. */
  async * all (): AsyncGenerator<Tick> {
    for await (const { value } of allRecords<Tick>(this.#store, PREFIX)) yield value
  }

  /** How often a trigger runs, in milliseconds: as configured, else as its last ticks show; `undefined` where neither says. */
  intervalOf ({ moduleKey, gapsMs }: Tick): number | undefined {
    return this.#intervals.get(moduleKey) ?? learnInterval(gapsMs)
  }

  /** Notes how many ticks were reported missing. Resolves to how many of them nobody had reported. Rejects as the Store does. */
  async report (tick: Tick, missed: number): Promise<number> {
    let fresh = 0
    await changeRecord<Tick>(this.#store, keyOf(tick), (last) => {
      fresh = last === undefined || last.at !== tick.at ? 0 : Math.max(0, missed - last.missed)
      return last === undefined || fresh === 0 ? undefined : { ...last, missed }
    }, ({ at }) => at + KEEP_MS)
    return fresh
  }

  /** Forgets a trigger. Rejects as the Store does. */
  async forget (tick: Tick): Promise<void> {
    await this.#store.delete(keyOf(tick))
  }

  #isSame (last: Tick, { id, at, moduleKey, appVersion }: Arrival): boolean {
    if (last.id === id) return true
    const intervalMs = this.#intervals.get(moduleKey)
    if (intervalMs === undefined || last.appVersion !== appVersion) return false
    return Math.abs(at - last.at) < duplicateWindowMs(intervalMs)
  }
}

function next (last: Tick | undefined, { tenant, moduleKey, triggerKey, appVersion, id, at }: Arrival): Tick {
  return {
    tenant,
    moduleKey,
    ...triggerKey === undefined ? {} : { triggerKey },
    ...appVersion === undefined ? {} : { appVersion },
    id,
    at: Math.max(at, last?.at ?? at),
    gapsMs: last === undefined ? [] : [...last.gapsMs, Math.abs(at - last.at)].slice(-MAX_GAPS),
    missed: 0
  }
}

/** Keys of modules can be longer than the rest of a Store's key may be. */
function keyOf ({ tenant, moduleKey, triggerKey }: Pick<Tick, 'tenant' | 'moduleKey'> & { readonly triggerKey?: string | undefined }): string {
  return `${PREFIX}${tenant}/${hash('sha256', JSON.stringify([moduleKey, triggerKey]), 'base64url').slice(0, 22)}`
}
