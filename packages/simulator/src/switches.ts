import { HKS_ERR_OPTION_INVALID } from '@hooksmith/contracts'

/**
 * What Atlassian's documentation leaves open, or says twice and differently. Every switch stands where live apps were seen to
 * have it, or where the documentation points; the other positions are there to try a receiver against.
 */
export interface Switches {
  /** U1: where a redelivery says that it is one. `wrapped`: the whole event, and it, inside `payload`. @defaultValue 'root' */
  readonly retryContextAt: 'root' | 'payload' | 'wrapped'
  /** U2: whether bodies of lifecycle events have `eventType` and `context`. @defaultValue true */
  readonly lifecycleNamed: boolean
  /** U3: the body of a scheduled trigger; `untyped`: with the body of `context`, without a content type. @defaultValue 'context' */
  readonly scheduledBody: 'context' | 'empty object' | 'none' | 'untyped'
  /** U4: how often a failed scheduled trigger is delivered again: 0 or 4. @defaultValue 0 */
  readonly scheduledRedeliveries: number
  /** U5: deliveries of one event at most, the first one included: 5 or 4. @defaultValue 5 */
  readonly maxDeliveries: number
  /** U6: the trace id of a redelivery. @defaultValue 'new' */
  readonly traceOnRedelivery: 'new' | 'same'
  /** U7: the invocation token of a redelivery; the same one has expired by then. @defaultValue 'new' */
  readonly tokenOnRedelivery: 'new' | 'same'
  /** U8: from `iat` to `exp` of an invocation token, in milliseconds, at least 1_000. @defaultValue 25_000 */
  readonly tokenLifetimeMs: number
  /** U8: how far the clock that dates invocation tokens is ahead, in milliseconds; negative: behind. @defaultValue 0 */
  readonly tokenClockOffsetMs: number
  /** U9: the claim `context` on events; `site`: with `cloudId`, for Bitbucket `workspaceId`. @defaultValue 'absent' */
  readonly tokenContext: 'absent' | 'site'
  /**
   * U10: the claim `app.license` of installations that do not have one of their own. `legacy`: active, by the deprecated member
   * `isActive` only. @defaultValue 'absent'
   */
  readonly license: 'absent' | 'active' | 'inactive' | 'legacy'
  /** U11: whether the environment's ARI names the app, too. @defaultValue 'with app' */
  readonly environmentAri: 'with app' | 'without app'
  /** U12: the content type of data security events. @defaultValue 'application/cloudevents+json; charset=UTF-8' */
  readonly dataSecurityType: 'application/cloudevents+json; charset=UTF-8' | 'application/json'
  /** U13: the order of events of one instant. @defaultValue 'as produced' */
  readonly order: 'as produced' | 'shuffled'
  /** U13: an event goes out so much later at most, in milliseconds; each by a span of its own. Up to 180_000 is normal. @defaultValue 0 */
  readonly maxLagMs: number
  /** U14: the chance that an event is delivered twice without a word, from 0 to 1. @defaultValue 0 */
  readonly duplicateChance: number
  /** The chance that a scheduled trigger fires twice; the documentation calls it small. @defaultValue 0.001 */
  readonly tickDuplicateChance: number
  /** U15: whether a 2xx without the content type `application/json` is a failure. @defaultValue false */
  readonly needsJsonAnswer: boolean
  /** U16: how long an uninstall waits for the answer of `preUninstall`, in milliseconds: 55_000 or 5_000. @defaultValue 55_000 */
  readonly preUninstallTimeoutMs: number
  /** U17: the code of a key that the key-value store does not have. @defaultValue 'KEY_NOT_FOUND' */
  readonly missingKeyCode: 'KEY_NOT_FOUND' | 'NOT_FOUND'
  /** U17: the status of that answer. @defaultValue 404 */
  readonly missingKeyStatus: 404 | 400
  /** U17: how GraphQL answers for a key that is not there: with the value null, or with an error of that code. @defaultValue 'null value' */
  readonly missingKeyGraphql: 'null value' | 'error'
  /** U17: how the deletion of a key that is not there is answered; `refused`: as reading it. @defaultValue 'accepted' */
  readonly missingKeyOnDelete: 'accepted' | 'refused'
  /** What a limit looks like in GraphQL: errors in a 200 as for everything else, or the status 429 besides. @defaultValue 'errors' */
  readonly graphqlLimit: 'errors' | 'status'
  /**
   * How long a fresh installation's account lacks permissions on the products, in milliseconds; minutes are normal. @defaultValue 0
   */
  readonly permissionDelayMs: number
  /** How the products answer until then. @defaultValue 403 */
  readonly permissionDelayStatus: 403 | 401
  /** Whose `authorization` reaches a web trigger's endpoint where the caller sent one. @defaultValue 'token' */
  readonly webTriggerAuthorization: 'token' | 'caller'
  /** What `payload.include` has for a property that is not there or no plain value. @defaultValue 'null' */
  readonly unresolvedProperty: 'null' | 'absent'
  /** U18: how base URL and route are joined; `url` resolves by the URL standard, which drops the base's path. @defaultValue 'one slash' */
  readonly join: 'one slash' | 'url'
  /** U19: how often `installed` is sent for an installation that covers several products. @defaultValue 'once' */
  readonly installedFor: 'once' | 'each context'
  /**
   * U20: how the key set stands when the simulator starts. `serving`: two keys, one of them signs; `unknown key`: the one that
   * signs is not shown; `outage`: 503; `garbage`; `slow`: every answer takes 10 s. `keys` and `keySet` change it later.
   * @defaultValue 'serving'
   */
  readonly keySet: 'serving' | 'unknown key' | 'outage' | 'garbage' | 'slow'
  /** U21: what stands before the token in `x-forge-oauth-system`. @defaultValue '' */
  readonly systemTokenPrefix: '' | 'Bearer '
  /** U22: whether bodies of product events have members that no page describes. @defaultValue true */
  readonly extraMembers: boolean
}

/** The positions that a simulator starts with. */
export const DEFAULT_SWITCHES: Switches = Object.freeze({
  retryContextAt: 'root',
  lifecycleNamed: true,
  scheduledBody: 'context',
  scheduledRedeliveries: 0,
  maxDeliveries: 5,
  traceOnRedelivery: 'new',
  tokenOnRedelivery: 'new',
  tokenLifetimeMs: 25_000,
  tokenClockOffsetMs: 0,
  tokenContext: 'absent',
  license: 'absent',
  environmentAri: 'with app',
  dataSecurityType: 'application/cloudevents+json; charset=UTF-8',
  order: 'as produced',
  maxLagMs: 0,
  duplicateChance: 0,
  tickDuplicateChance: 0.001,
  needsJsonAnswer: false,
  preUninstallTimeoutMs: 55_000,
  missingKeyCode: 'KEY_NOT_FOUND',
  missingKeyStatus: 404,
  missingKeyGraphql: 'null value',
  missingKeyOnDelete: 'accepted',
  graphqlLimit: 'errors',
  permissionDelayMs: 0,
  permissionDelayStatus: 403,
  webTriggerAuthorization: 'token',
  unresolvedProperty: 'null',
  join: 'one slash',
  installedFor: 'once',
  keySet: 'serving',
  systemTokenPrefix: '',
  extraMembers: true
})

/** The positions of every switch that has a list of them. */
const POSITIONS: { readonly [Name in keyof Switches]?: ReadonlyArray<Switches[Name]> } = {
  retryContextAt: ['root', 'payload', 'wrapped'],
  scheduledBody: ['context', 'empty object', 'none', 'untyped'],
  traceOnRedelivery: ['new', 'same'],
  tokenOnRedelivery: ['new', 'same'],
  tokenContext: ['absent', 'site'],
  license: ['absent', 'active', 'inactive', 'legacy'],
  environmentAri: ['with app', 'without app'],
  dataSecurityType: ['application/cloudevents+json; charset=UTF-8', 'application/json'],
  order: ['as produced', 'shuffled'],
  missingKeyCode: ['KEY_NOT_FOUND', 'NOT_FOUND'],
  missingKeyStatus: [404, 400],
  missingKeyGraphql: ['null value', 'error'],
  missingKeyOnDelete: ['accepted', 'refused'],
  graphqlLimit: ['errors', 'status'],
  permissionDelayStatus: [403, 401],
  webTriggerAuthorization: ['token', 'caller'],
  unresolvedProperty: ['null', 'absent'],
  join: ['one slash', 'url'],
  installedFor: ['once', 'each context'],
  keySet: ['serving', 'unknown key', 'outage', 'garbage', 'slow'],
  systemTokenPrefix: ['', 'Bearer ']
}

const RANGES: { readonly [Name in keyof Switches]?: readonly [least: number, most: number] } = {
  scheduledRedeliveries: [0, 100],
  maxDeliveries: [1, 100],
  tokenLifetimeMs: [1_000, 86_400_000],
  tokenClockOffsetMs: [-86_400_000, 86_400_000],
  maxLagMs: [0, 86_400_000],
  permissionDelayMs: [0, 86_400_000],
  duplicateChance: [0, 1],
  tickDuplicateChance: [0, 1],
  preUninstallTimeoutMs: [1, 600_000]
}

/** The switches of one simulator. They can be turned while it runs: whatever is made from then on follows. */
export class SwitchBoard {
  #current: Switches

  /** @throws `HKS_ERR_OPTION_INVALID` naming the switch. */
  constructor (given: Partial<Switches>) {
    this.#current = laidOver(DEFAULT_SWITCHES, given)
  }

  get current (): Switches {
    return this.#current
  }

  /** @throws `HKS_ERR_OPTION_INVALID` naming the switch; nothing is turned then. */
  turn (changes: Partial<Switches>): void {
    this.#current = laidOver(this.#current, changes)
  }
}

function laidOver (base: Switches, changes: Partial<Switches>): Switches {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) assertPosition(name, value)
  return Object.freeze({ ...base, ...Object.fromEntries(given) })
}

function assertPosition (name: string, value: unknown): void {
  if (!Object.hasOwn(DEFAULT_SWITCHES, name)) throw new HKS_ERR_OPTION_INVALID('switches', `one of ${Object.keys(DEFAULT_SWITCHES).join(', ')}`, name)
  // The line above has checked that it is one.
  const known = name as keyof Switches
  const [positions, range] = [POSITIONS[known], RANGES[known]]
  if (positions !== undefined && !(positions as readonly unknown[]).includes(value)) throw invalid(name, positions.map((one) => JSON.stringify(one)).join(' or '), value)
  if (range !== undefined && !(typeof value === 'number' && value >= range[0] && value <= range[1])) throw invalid(name, `a number from ${range[0]} to ${range[1]}`, value)
  if (positions === undefined && range === undefined && typeof value !== 'boolean') throw invalid(name, 'true or false', value)
}

function invalid (name: string, expected: string, value: unknown): Error {
  return new HKS_ERR_OPTION_INVALID(`switches.${name}`, expected, String(JSON.stringify(value)))
}
