import { findForgeEvent, forgeEvents } from '../catalogue/index.js'
import type { ForgeEventScopes } from '../catalogue/index.js'

/** What lets Forge give out tokens, and no data: each needs another scope beside it. */
export const TOKEN_SCOPES = Object.freeze({ appSystemToken: 'read:app-system-token', appUserToken: 'read:app-user-token' })

/** The scopes that an event still needs: all of one list, whichever. */
export interface MissingScopes {
  /** Alternatives that exist, classic first; each without what the manifest has already. */
  readonly alternatives: ReadonlyArray<readonly string[]>
  /** Whether Forge's own command line would refuse. */
  readonly isChecked: boolean
}

/**
 * The classic-or-granular rule: an app gets an event when it has all classic scopes of the event, or all granular ones.
 *
 * @returns `undefined` when nothing is missing, or nobody knows what the event needs.
 */
export function missingScopes (event: string, held: ReadonlySet<string>): MissingScopes | undefined {
  const facts = findForgeEvent(event)
  const alternatives = alternativesOf(facts?.scopes).map((scopes) => scopes.filter((scope) => !held.has(scope)))
  if (facts === undefined || alternatives.length === 0 || alternatives.some(({ length }) => length === 0)) return undefined
  return { alternatives, isChecked: facts.isScopeChecked }
}

function alternativesOf (scopes: ForgeEventScopes | undefined): ReadonlyArray<readonly string[]> {
  return scopes === undefined ? [] : [scopes.classic, scopes.granular].filter(({ length }) => length > 0)
}

/** Every scope that some event needs, and those for tokens: the spellings that are surely right. */
export const knownScopes: readonly string[] = [...new Set([
  ...Object.values(TOKEN_SCOPES), 'storage:app', ...[...forgeEvents.values()].flatMap(({ scopes }) => alternativesOf(scopes).flat())
])]

const bySound = new Map(knownScopes.map((scope) => [sound(scope), scope]))

/** The known scope that this one is but for capitals and separators; `undefined` when it is right or unlike all of them. */
export function respell (scope: string): string | undefined {
  const known = bySound.get(sound(scope))
  return known === scope ? undefined : known
}

function sound (scope: string): string {
  return scope.toLowerCase().replaceAll(/[.:_-]/g, ':')
}
