import type { Store } from '@hooksmith/contracts'
import { describeError } from '@hooksmith/core'
import type { FastifyInstance } from 'fastify'
import type { ResolvedForgeOptions } from '../options.js'
import { INTERVAL_MS } from '../ticks/intervals.js'
import { Ticks } from '../ticks/ticks.js'
import { findSlowTicks } from '../tokens/gaps.js'
import { OWN_EVENTS } from './events.js'
import { Installations } from './installations.js'
import { Pulses } from './pulses.js'
import { Watch } from './watch.js'

/** What the rest of the receiver needs of the registry. */
export interface Registry {
  readonly installations: Installations
  readonly ticks: Ticks
  /** Takes note of a token that came. Never rejects. */
  readonly onToken: (tenant: string, expiresAt: number) => Promise<void>
}

/** Sightings are written so many times within the time after which an installation is suspect. */
const SIGHTINGS = 12

/** Puts registry, ticks and the watch over both together; the watch runs where events are taken in. */
export function setUpRegistry (fastify: FastifyInstance, options: ResolvedForgeOptions, store: Store): Registry {
  const { hooksmith, log } = fastify
  const { clock } = options.verifier
  const { suspectAfterMs } = options.installations
  const pulses = new Pulses(store)
  const shared = { store, pulses, log, emit: async (event: Parameters<typeof hooksmith.emit>[0]) => await hooksmith.emit(event) }
  const count = (name: string, labels: Readonly<Record<string, string>>, by = 1): void => { hooksmith.count(name, labels, by) }
  const installations = new Installations({ ...shared, now: () => clock.now(), count, seenEveryMs: suspectAfterMs / SIGHTINGS })
  const intervals = new Map(Object.entries(options.tickIntervals).map(([key, interval]) => [key, INTERVAL_MS[interval]]))
  const ticks = new Ticks(store, intervals, (error) => {
    log.warn({ reason: describeError(error) }, 'the store cannot tell whether this tick is a duplicate, it counts as one of its own')
  })
  startWatch(fastify, new Watch({ ...shared, clock, options: options.installations, installations, ticks, count }))
  warnOfSlowTicks(fastify, options)
  for (const area of ['installation', 'license', 'token']) {
    hooksmith.knowEvents({ covers: `hooksmith:${area}:*`, names: OWN_EVENTS })
  }
  return { installations, ticks, onToken: async (tenant, expiresAt) => { await noteToken(fastify, pulses, tenant, expiresAt) } }
}

function startWatch (fastify: FastifyInstance, watch: Watch): void {
  if (fastify.hooksmith.role === 'worker') return
  fastify.hooksmith.addHealthWarning(() => watch.warnings())
  fastify.addHook('onReady', async () => { watch.start() })
  fastify.addHook('preClose', async () => { await watch.stop() })
}

function warnOfSlowTicks (fastify: FastifyInstance, { tokens, tickIntervals }: ResolvedForgeOptions): void {
  const warning = tokens === undefined ? undefined : findSlowTicks(tickIntervals)
  if (warning === undefined) return
  fastify.log.warn(warning)
  fastify.hooksmith.addHealthWarning(() => warning)
}

/** The token is stored by now; that a gap is foreseen too early is the worst that comes of an error here. */
async function noteToken ({ log }: FastifyInstance, pulses: Pulses, tenant: string, tokenExpiresAt: number): Promise<void> {
  try {
    await pulses.note(tenant, { tokenExpiresAt })
  } catch (error) {
    log.warn({ tenant, reason: describeError(error) }, 'the expiry of a token cannot be noted')
  }
}
