import { knownScopes, respell } from '@hooksmith/forge/manifest'
import type { PluginBlock } from '../../server/plugin-package.js'
import { error, warning, type VerifyProblem } from './problem.js'
import { covers } from './registered.js'

const EVENTS = 'package.json hooksmith.events'
const SCOPES = 'package.json hooksmith.scopes'

/** Where the block's events and what was registered differ. */
export function compareEvents ({ events }: PluginBlock, registered: readonly string[]): VerifyProblem[] {
  return [
    ...registered.filter((pattern) => !events.some((declared) => covers(declared, pattern)))
      .map((pattern) => error('event-undeclared', EVENTS, `a handler takes '${pattern}', and the block does not say so`, `add "${pattern}"`)),
    ...events.filter((declared) => !registered.some((pattern) => covers(declared, pattern)))
      .map((declared) => error('event-unused', EVENTS, `the block names '${declared}', and no handler takes it`, 'remove it'))
  ]
}

/** What is odd about the block's scopes, by the spellings of the catalogue. */
export function checkScopes ({ scopes }: PluginBlock, callsApis: boolean): VerifyProblem[] {
  const odd = scopes.flatMap((scope, at): VerifyProblem[] => {
    const right = knownScopes.includes(scope) ? undefined : respell(scope)
    if (right !== undefined) return [error('scope-misspelt', SCOPES, `there is no scope '${scope}'`, `write "${right}"`)]
    if (!/^[a-z][\w.-]*:[\w.:-]+$/.test(scope)) return [error('scope-shape', SCOPES, `'${scope}' is no scope`, 'write it as in manifest.yml, for example "write:comment:confluence"')]
    return scopes.indexOf(scope) === at ? [] : [error('scope-repeated', SCOPES, `'${scope}' stands twice`, 'remove one of them')]
  })
  if (!callsApis || scopes.length > 0) return odd
  return [...odd, warning('scope-none', SCOPES, 'the plugin calls Atlassian\'s APIs, and names no scope that it needs', 'add the scopes of the calls that it makes')]
}
