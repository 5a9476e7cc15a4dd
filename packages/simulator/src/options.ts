import { HKS_ERR_OPTION_INVALID, systemClock, type Clock, type JsonValue } from '@hooksmith/contracts'
import { readForgeEventSample } from '@hooksmith/forge/catalogue'
import type { Transport } from './http-post.js'
import type { SigningKey } from './keys.js'
import { resolveRateLimits, type RateLimitInput, type RateLimitOptions } from './api/rate-limit-options.js'
import { SwitchBoard, type Switches } from './switches.js'

/** A JSON object, the shape of every body that Forge sends. */
export type JsonObject = Readonly<Record<string, JsonValue>>

/** What a {@link ForgeSimulator} can be told at its start. */
export interface ForgeSimulatorOptions {
  /**
   * Where time comes from: token times, the `date` header of the key set, the deadline of a delivery, the wait before a
   * redelivery, scripted delays. @defaultValue the machine's clock
   */
  readonly clock?: Clock
  /** How long a delivery may take up to the last byte of its answer, in milliseconds, at least 1. @defaultValue 5_000 */
  readonly deliveryTimeoutMs?: number
  /** From a failed delivery to the next one of the same invocation, in milliseconds. @defaultValue 60_000 */
  readonly redeliveryDelayMs?: number
  /** From issue to `exp` of an app system token, in milliseconds, at least 1_000. @defaultValue 14_400_000 (4 h) */
  readonly systemTokenLifetimeMs?: number
  /**
   * A cached app system token with less left than this is replaced before a delivery, in milliseconds.
   * @defaultValue half of `systemTokenLifetimeMs`, so 7_200_000 (2 h)
   */
  readonly systemTokenMinLeftMs?: number
  /** Connections kept open to one receiver, at least 1. @defaultValue 128 */
  readonly connections?: number
  /** Records that the journal, and the product API's list of requests, hold; the oldest go first. @defaultValue 10_000 */
  readonly maxRecords?: number
  /** Whether the journal holds tokens in clear. For looking at one's own machine, never for output. @defaultValue false */
  readonly recordSecrets?: boolean
  /** Whether the journal holds the bodies that were sent. @defaultValue false */
  readonly recordBodies?: boolean
  /** Carries the deliveries; closed with the simulator. @defaultValue HTTP */
  readonly transport?: Transport
  /** Keys to begin with: all are published, the first one signs. Making keys takes time; tests can lend theirs. @defaultValue two new ones */
  readonly signingKeys?: readonly SigningKey[]
  /**
   * Whether key set and API listen on 127.0.0.1. If not, no port is opened: they have names that exist nowhere, and only
   * {@link ForgeSimulator.dispatcher} leads to them. Deliveries go where they always go; `transport` can carry them without a port. @defaultValue true
   */
  readonly listen?: boolean
  /** Port of the key set server on 127.0.0.1; 0 takes a free one. @defaultValue 0 */
  readonly keySetPort?: number
  /** Port of the product API stub on 127.0.0.1; 0 takes a free one. @defaultValue 0 */
  readonly apiPort?: number
  /** The sample body of an event by its name. @defaultValue the samples of the Forge catalogue */
  readonly samples?: (name: string) => JsonObject | undefined | Promise<JsonObject | undefined>
  /** What the products' APIs, the storage and the token exchange take before they refuse; `false`: everything. @defaultValue DEFAULT_RATE_LIMITS */
  readonly rateLimits?: RateLimitInput
  /** Drives ids, nonces, lag, order and chance: the same seed does the same again, given the same clock and the same calls. @defaultValue a new one */
  readonly seed?: string
  /** The points that Atlassian leaves open. @defaultValue DEFAULT_SWITCHES */
  readonly switches?: Partial<Switches>
}

/** {@link ForgeSimulatorOptions} with every default filled in. */
export type ResolvedSimulatorOptions = Required<Omit<ForgeSimulatorOptions, 'seed' | 'switches' | 'rateLimits' | 'transport'>> & {
  readonly transport: Transport | undefined
  readonly rateLimits: RateLimitOptions | false
  readonly switches: SwitchBoard
}

const DEFAULTS: Readonly<Omit<ResolvedSimulatorOptions, 'switches' | 'rateLimits' | 'transport'>> = Object.freeze({
  clock: systemClock,
  deliveryTimeoutMs: 5_000,
  redeliveryDelayMs: 60_000,
  systemTokenLifetimeMs: 14_400_000,
  systemTokenMinLeftMs: 7_200_000,
  connections: 128,
  maxRecords: 10_000,
  recordSecrets: false,
  recordBodies: false,
  signingKeys: [],
  listen: true,
  keySetPort: 0,
  apiPort: 0,
  samples: catalogueSample
})

const LEAST = {
  deliveryTimeoutMs: 1,
  redeliveryDelayMs: 0,
  systemTokenLifetimeMs: 1_000,
  systemTokenMinLeftMs: 0,
  connections: 1,
  maxRecords: 1,
  keySetPort: 0,
  apiPort: 0
} as const

/**
 * Checks what a caller gave and fills in the rest.
 *
 * @throws `HKS_ERR_OPTION_INVALID` naming the option, what was expected and what came.
 */
export function resolveSimulatorOptions (input: ForgeSimulatorOptions): ResolvedSimulatorOptions {
  const given = { ...DEFAULTS, ...defined(input) }
  const systemTokenMinLeftMs = input.systemTokenMinLeftMs ?? given.systemTokenLifetimeMs / 2
  const [rateLimits, switches] = [resolveRateLimits(input.rateLimits), new SwitchBoard(input.switches ?? {})]
  const options = { ...given, transport: input.transport, systemTokenMinLeftMs, rateLimits, switches }
  for (const [name, least] of Object.entries(LEAST) as Array<[keyof typeof LEAST, number]>) {
    const value: unknown = options[name]
    if (typeof value !== 'number' || !Number.isFinite(value) || value < least) throw new HKS_ERR_OPTION_INVALID(name, `a finite number, at least ${least}`, String(value))
  }
  if (typeof options.listen !== 'boolean') throw new HKS_ERR_OPTION_INVALID('listen', 'true or false', typeof options.listen)
  for (const name of ['keySetPort', 'apiPort'] as const) {
    if (!options.listen && options[name] !== 0) throw new HKS_ERR_OPTION_INVALID(name, 'absent where listen is false', String(options[name]))
  }
  return options
}

async function catalogueSample (name: string): Promise<JsonObject | undefined> {
  // The catalogue's samples are objects read from JSON.
  return await readForgeEventSample(name) as JsonObject | undefined
}

function defined (input: ForgeSimulatorOptions): Partial<typeof DEFAULTS> {
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => name in DEFAULTS && value !== undefined))
}
