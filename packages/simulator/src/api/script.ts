import type { Clock } from '@hooksmith/contracts'
import type { Installation } from '../installations.js'

/** An answer that the product API gives instead of its own, for as long as the rule holds. */
export interface ApiRule {
  /** Whose calls; absent: everybody's. */
  readonly installation?: Installation
  /** For example `GET`; absent: any. */
  readonly method?: string
  /** Part of the path below the API base; absent: any. */
  readonly path?: string | RegExp
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Before the answer, in milliseconds of the clock. @defaultValue 0 */
  readonly delayMs?: number
  /** The rule ends after so many calls. Absent: no count. */
  readonly times?: number
  /** The rule ends at this instant, in epoch milliseconds. Absent: no end. */
  readonly until?: number
}

/** For how long a rule holds; without either, until it is cleared. */
export type RuleSpan = Pick<ApiRule, 'times' | 'until'>

interface ScriptedCall { readonly installationId: string, readonly method: string, readonly path: string }

interface ActiveRule { readonly rule: ApiRule, left: number }

/** The rules that are set at the moment. The first one that fits answers. */
export class ApiScript {
  readonly #clock: Clock
  #rules: ActiveRule[] = []

  constructor (clock: Clock) {
    this.#clock = clock
  }

  add (rule: ApiRule): void {
    this.#rules.push({ rule, left: rule.times ?? Infinity })
  }

  clear (): void {
    this.#rules = []
  }

  /** The rule for this call, counted as used. */
  take (call: ScriptedCall): ApiRule | undefined {
    const now = this.#clock.now()
    this.#rules = this.#rules.filter(({ rule, left }) => left > 0 && now < (rule.until ?? Infinity))
    const active = this.#rules.find(({ rule }) => fits(rule, call))
    if (active !== undefined) active.left--
    return active?.rule
  }
}

function fits (rule: ApiRule, call: ScriptedCall): boolean {
  if (rule.installation !== undefined && rule.installation.id !== call.installationId) return false
  if (rule.method !== undefined && rule.method.toUpperCase() !== call.method) return false
  if (rule.path === undefined) return true
  return typeof rule.path === 'string' ? call.path.includes(rule.path) : rule.path.test(call.path)
}
