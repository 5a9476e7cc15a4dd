import type { Clock } from '@hooksmith/contracts'
import type { Installation } from '../installations.js'

/** For how long a rule holds: what ends first ends it; without any, it holds until it is cleared. */
export interface RuleSpan {
  /** The rule ends after so many calls. */
  readonly times?: number
  /** The rule ends at this instant, in epoch milliseconds. */
  readonly until?: number
  /** The rule ends so long after it was set, in milliseconds of the clock. */
  readonly forMs?: number
}

/** An answer that the API gives instead of its own, or none, for as long as the rule holds. */
export interface ApiRule extends RuleSpan {
  /** Whose calls; absent: everybody's. */
  readonly installation?: Installation
  /** For example `jira`, `confluence`, `kvs`, `graphql`; absent: any. */
  readonly product?: string
  /** For example `GET`; absent: any. */
  readonly method?: string
  /** Part of the path below the API base; absent: any. */
  readonly path?: string | RegExp
  /**
   * `answer`: as the members below say; `hang`: no answer, on a connection that stays; `reset`: the connection is cut; `garbage`: a page of
   * HTML as a proxy writes one. @defaultValue 'answer'
   */
  readonly kind?: 'answer' | 'hang' | 'reset' | 'garbage'
  /** @defaultValue 503, for `garbage` 200 */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. Absent: an empty body. */
  readonly body?: unknown
  /** Before the answer, in milliseconds of the clock. @defaultValue 0 */
  readonly delayMs?: number
}

interface ScriptedCall { readonly installationId: string, readonly product: string, readonly method: string, readonly path: string }

interface ActiveRule { readonly rule: ApiRule, readonly endsAt: number, left: number }

/** The rules that are set at the moment. The first one that fits answers. */
export class ApiScript {
  readonly #clock: Clock
  #rules: ActiveRule[] = []

  constructor (clock: Clock) {
    this.#clock = clock
  }

  add (rule: ApiRule): void {
    const endsAt = Math.min(rule.until ?? Infinity, this.#clock.now() + (rule.forMs ?? Infinity))
    this.#rules.push({ rule, endsAt, left: rule.times ?? Infinity })
  }

  clear (): void {
    this.#rules = []
  }

  /** The rule for this call, counted as used. */
  take (call: ScriptedCall): ApiRule | undefined {
    const now = this.#clock.now()
    this.#rules = this.#rules.filter(({ endsAt, left }) => left > 0 && now < endsAt)
    const active = this.#rules.find(({ rule }) => fits(rule, call))
    if (active !== undefined) active.left--
    return active?.rule
  }
}

function fits (rule: ApiRule, call: ScriptedCall): boolean {
  if (rule.installation !== undefined && rule.installation.id !== call.installationId) return false
  if (rule.product !== undefined && rule.product !== call.product) return false
  if (rule.method !== undefined && rule.method.toUpperCase() !== call.method) return false
  if (rule.path === undefined) return true
  return typeof rule.path === 'string' ? call.path.includes(rule.path) : rule.path.test(call.path)
}
