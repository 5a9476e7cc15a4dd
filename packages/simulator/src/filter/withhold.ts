import { findForgeEvent } from '@hooksmith/forge/catalogue'
import type { Installation } from '../installations.js'
import { LICENSES } from '../invocation-token.js'
import type { JsonObject } from '../options.js'
import type { Remote, TriggerFilter } from '../remote.js'
import type { Switches } from '../switches.js'
import { evaluate } from './evaluate.js'
import { parseExpression } from './expression.js'

/**
 * Why Forge does not deliver an event to a trigger: the site has no active license; the app caused it itself; the
 * expression said no, or could not be evaluated; the app lacks scopes.
 */
export type WithholdReason = 'unlicensed' | 'self' | 'expression' | 'expression-error' | 'scopes'

/** What a filter decided. `error` says what was wrong with the expression, unless the filter asks for silence. */
export interface FilterDecision {
  readonly withheld?: WithholdReason
  readonly error?: string
  /** What `RECEIVE` and `RECEIVE_AND_LOG` add to the body. */
  readonly addition?: JsonObject
}

/**
 * Decides over one event for one trigger.
 *
 * Source: https://developer.atlassian.com/platform/forge/events-reference/product_events/ ("Filtering"), read 2026-08.
 */
export function decide (filter: TriggerFilter | undefined, body: JsonObject, isLicensed: boolean): FilterDecision {
  if (filter === undefined) return {}
  if (filter.appIsLicensed === true && !isLicensed) return { withheld: 'unlicensed' }
  if (filter.ignoreSelf === true && body.selfGenerated === true) return { withheld: 'self' }
  return filter.expression === undefined ? {} : decideExpression(filter.expression, filter.onError ?? 'IGNORE_AND_LOG', body)
}

function decideExpression (expression: string, onError: NonNullable<TriggerFilter['onError']>, event: JsonObject): FilterDecision {
  try {
    return evaluate(parseExpression(expression), event) ? {} : { withheld: 'expression' }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const logged = onError.endsWith('_AND_LOG') ? { error: message } : {}
    // That details are added is documented, under which name is not.
    if (onError.startsWith('RECEIVE')) return { ...logged, addition: { filterError: { message } } }
    return { ...logged, withheld: 'expression-error' }
  }
}

/**
 * Whether `filter.appIsLicensed` lets events of an installation through. Outside of production apps have no license, and
 * events come all the same.
 */
export function isLicensed (installation: Installation, { license }: Switches): boolean {
  const claim = installation.license ?? LICENSES[license]
  if (claim === undefined) return installation.environment.type !== 'PRODUCTION'
  return (claim.active ?? claim.isActive) === true
}

/** Whether the app has all classic or all granular scopes of an event. Events whose scopes nobody knows are never held back. */
export function hasScopes ({ scopes }: Remote, name: string): boolean {
  const facts = findForgeEvent(name)
  if (scopes === undefined || facts?.scopes === undefined || !facts.isScopeChecked) return true
  const { classic, granular } = facts.scopes
  const lists = [classic, granular].filter(({ length }) => length > 0)
  return lists.length === 0 || lists.some((list) => list.every((scope) => scopes.includes(scope)))
}
