import type { Manifest } from '../model.js'
import { missingScopes, TOKEN_SCOPES } from '../scopes.js'
import type { Draft } from './draft.js'

/** Adds the scopes of every subscribed event: of classic and granular ones those of which fewer are missing, classic first. */
export function addMissingScopes (draft: Draft): void {
  const held = new Set(draft.manifest.scopes.keys())
  const added: string[] = []
  for (const { name } of draft.manifest.events) {
    const [first, ...others] = missingScopes(name, held)?.alternatives ?? []
    const fewest = others.reduce((best, scopes) => best !== undefined && best.length <= scopes.length ? best : scopes, first) ?? []
    for (const scope of fewest) {
      held.add(scope)
      added.push(scope)
    }
  }
  addScopes(draft, added)
}

/** Makes these endpoints bring the app system token, unless they say otherwise, or the app has no scope to use it with. */
export function addTokens (draft: Draft, endpoints: readonly string[]): void {
  const { appSystemToken, appUserToken } = TOKEN_SCOPES
  const isUseful = [...draft.manifest.scopes.keys()].some((scope) => scope !== appSystemToken && scope !== appUserToken)
  if (!isUseful) return
  for (const key of endpoints) {
    const endpoint = draft.manifest.endpoints.get(key)
    if (endpoint === undefined || endpoint.node.in('auth', 'appSystemToken') !== undefined) continue
    draft.addToModule(endpoint, ['auth'], { appSystemToken: { enabled: true } }, `app system token at endpoint '${key}'`)
  }
  if (asksForToken(draft.manifest) && !draft.manifest.scopes.has(appSystemToken)) addScopes(draft, [appSystemToken])
}

function asksForToken ({ endpoints }: Manifest): boolean {
  return [...endpoints.values()].some(({ node }) => node.in('auth', 'appSystemToken', 'enabled')?.value === true)
}

function addScopes (draft: Draft, scopes: readonly string[]): void {
  if (scopes.length === 0) return
  const isMap = draft.manifest.root.in('permissions', 'scopes')?.kind === 'map'
  const addition = isMap ? Object.fromEntries(scopes.map((scope) => [scope, {}])) : scopes
  draft.add(['permissions', 'scopes'], addition, `scopes ${scopes.join(', ')}`)
}
