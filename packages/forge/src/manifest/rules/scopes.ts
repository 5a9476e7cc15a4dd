import { scopesOf } from '../model.js'
import type { ManifestNode } from '../node.js'
import type { Position } from '../position.js'
import type { ManifestProblem } from '../problem.js'
import { problem, quote } from '../problem.js'
import type { MissingScopes } from '../scopes.js'
import { missingScopes, respell, TOKEN_SCOPES } from '../scopes.js'
import { checkShape } from './shape.js'
import type { Rule } from './subject.js'

const MAX_OTHERS = 3

/** Scopes are a list of names, or a map from name to settings. */
export const scopesHaveAShape: Rule = ({ manifest: { root } }) => {
  const scopes = root.in('permissions', 'scopes')
  if (scopes === undefined || (scopes.kind === 'list' && scopes.items.length === 0)) return []
  return scopes.kind === 'map'
    ? scopes.members.flatMap(({ key, node }) => checkShape(node, {
      kind: 'map', members: { allowImpersonation: { kind: 'boolean' } }, unknown: 'error', instead: () => 'write {}'
    }, `scopes.${key}`))
    : checkShape(scopes, { kind: 'list', of: { kind: 'text' } }, 'permissions.scopes')
}

/** Scopes are spelt right, with `.` and `:` in their places. */
export const scopesAreSpeltRight: Rule = ({ manifest: { root } }) => scopesOf(root).flatMap(([scope, at]) => {
  const right = respell(scope)
  return right === undefined ? [] : [problem('scope-misspelt', at, `There is no scope ${quote(scope)}`, `write '${right}'`)]
})

/** A scope stands once. */
export const scopesStandOnce: Rule = ({ manifest }) => scopesOf(manifest.root).flatMap(([scope, at]) => {
  const first = manifest.scopes.get(scope)
  return first === undefined || (first.line === at.line && first.column === at.column)
    ? []
    : [problem('scope-repeated', at, `The scope ${quote(scope)} stands in line ${first.line} already`, 'remove one of them')]
})

/** Each event has all of its classic scopes, or all of its granular ones. Events that miss the same are reported together, at the first. */
export const eventsHaveTheirScopes: Rule = ({ manifest: { events, scopes } }) => {
  // A misspelt scope is reported by itself, and counts as the one that was meant.
  const held = new Set([...scopes.keys()].map((scope) => respell(scope) ?? scope))
  const groups = new Map<string, { readonly missing: MissingScopes, readonly at: Position, readonly names: Set<string> }>()
  for (const { name, node } of events) {
    const missing = missingScopes(name, held)
    if (missing === undefined) continue
    const id = JSON.stringify(missing)
    const group = groups.get(id) ?? { missing, at: node.at, names: new Set<string>() }
    groups.set(id, group)
    group.names.add(name)
  }
  return [...groups.values()].map(({ missing, at, names }) => missingProblem(missing, at, [...names]))
}

function missingProblem ({ alternatives, isChecked }: MissingScopes, at: Position, names: readonly string[]): ManifestProblem {
  const others = names.length - 1
  const listed = names.slice(1, 1 + MAX_OTHERS).map(quote).join(', ')
  const more = others === 0 ? '' : ` and ${others <= MAX_OTHERS ? listed : `${others} more`}`
  const fix = `add to permissions.scopes: ${alternatives.map((scopes) => scopes.join(', ')).join(' — or: ')}`
  return problem(isChecked ? 'scope-missing' : 'scope-missing-unchecked', at, `The app lacks scopes for the event ${quote(names[0] ?? '')}${more}`, fix)
}

/** Whoever asks for a token has the scope for it, and Forge gives none to an app that has no other scope. */
export const tokensHaveTheirScopes: Rule = ({ manifest: { root, scopes, endpoints, remotes } }) => {
  const asking = [...[...endpoints.values()].map(({ node }) => node), ...remotes.values()]
  const found = Object.entries(TOKEN_SCOPES).flatMap(([token, scope]) => {
    const first = firstAsking(asking, token)
    return first === undefined ? [] : [{ scope, at: first.at }]
  })
  const missing = found.filter(({ scope }) => !scopes.has(scope))
    .map(({ scope, at }) => problem('scope-token', at, `A token is asked for here, and the app lacks the scope '${scope}'`, `add '${scope}' to permissions.scopes`))
  const [asked] = found
  const hasOther = [...scopes.keys()].some((scope) => scope !== TOKEN_SCOPES.appSystemToken && scope !== TOKEN_SCOPES.appUserToken)
  if (asked === undefined || hasOther) return missing
  const at = root.get('permissions')?.member('scopes')?.keyAt ?? asked.at
  return [...missing, problem('scope-token-alone', at, 'Forge gives no token to an app without any other scope', 'add the scope that the token is to be used with')]
}

function firstAsking (nodes: readonly ManifestNode[], token: string): ManifestNode | undefined {
  return nodes.map((node) => node.in('auth', token, 'enabled')).find((enabled) => enabled?.value === true)
}
