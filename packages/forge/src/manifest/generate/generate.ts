import { HKS_ERR_FORGE_MANIFEST_NEEDS } from '../../errors.js'
import type { ServerRoute } from '../handlers.js'
import { CALLERS, callOf } from '../handlers.js'
import type { ManifestModule } from '../model.js'
import { endpointOf, modulesOfType } from '../model.js'
import { Draft } from './draft.js'
import type { GeneratedManifest, GenerateOptions } from './options.js'
import type { Plan } from './plan.js'
import { planOf } from './plan.js'
import { addMissingScopes, addTokens } from './permissions.js'

const RUNTIME = 'nodejs22.x'
const LIFECYCLE = ['avi:forge:installed:app', 'avi:forge:upgraded:app']

/**
 * Adds to a manifest what the server needs: triggers for the events of its handlers, scheduled triggers for its ticks, their endpoints and
 * remote, tokens and scopes. It only ever puts something in: whatever the text has, its comments, order and quoting, stays as it is, and a
 * second run adds nothing. What the server no longer needs is left to `checkManifest` to name.
 *
 * @param input - The file as it is; absent or empty: a manifest is begun.
 * @throws `HKS_ERR_FORGE_MANIFEST_INVALID` for a text that cannot be read; `HKS_ERR_FORGE_MANIFEST_EDIT` where it has no place for an
 *   addition; `HKS_ERR_FORGE_MANIFEST_NEEDS` when routes, patterns or the remote leave open what to write.
 */
export function generateManifest (input: string | Uint8Array | undefined, options: GenerateOptions): GeneratedManifest {
  const draft = new Draft(input ?? '')
  const plan = planOf(options.needs)
  addApp(draft, options)
  const remote = addRemote(draft, options)
  const endpoints = [...addTriggers(draft, plan, options, remote), ...addCallers(draft, plan, options, remote)]
  addMissingScopes(draft)
  if (options.systemToken ?? true) addTokens(draft, endpoints)
  return { text: draft.text, changes: draft.changes }
}

function addApp (draft: Draft, { appId }: GenerateOptions): void {
  const app = draft.manifest.root.get('app')
  if (app?.get('id') !== undefined) return
  if (appId === undefined) throw new HKS_ERR_FORGE_MANIFEST_NEEDS("The manifest has no app.id: give 'appId', or run `forge register` first")
  const runtime = app?.get('runtime') === undefined ? { runtime: { name: RUNTIME } } : {}
  draft.add(['app'], { id: appId, ...runtime }, `app ${appId}`)
}

/** The key of the remote that the server is. */
function addRemote (draft: Draft, { remote }: GenerateOptions): string {
  const known = [...draft.manifest.remotes.keys()]
  const [only] = known
  const key = remote?.key ?? (known.length === 1 ? only : undefined)
  if (key === undefined) throw new HKS_ERR_FORGE_MANIFEST_NEEDS(`Give 'remote' with its key: the manifest has ${known.length === 0 ? 'none' : known.join(', ')}`)
  if (known.includes(key)) return key
  if (remote?.baseUrl === undefined) throw new HKS_ERR_FORGE_MANIFEST_NEEDS(`The manifest has no remote '${key}': give its baseUrl`)
  draft.add(['remotes'], [{ key, baseUrl: remote.baseUrl }], `remote '${key}'`)
  return key
}

function addTriggers (draft: Draft, plan: Plan, { needs, systemToken = true }: GenerateOptions, remote: string): string[] {
  const { events, eventRoute } = plan
  const wanted = systemToken && events.length > 0 ? [...new Set([...events, ...LIFECYCLE])] : events
  const subscribed = new Set(draft.manifest.events.filter(({ trigger }) => trigger.node.get('endpoint') !== undefined).map(({ name }) => name))
  const missing = wanted.filter((name) => !subscribed.has(name))
  if (eventRoute === undefined || wanted.length === 0) return []
  const isForEvents = ({ key }: ManifestModule): boolean => callOf(needs, eventRoute, key ?? '') === undefined
  const endpoint = findEndpoint(draft, eventRoute, remote, isForEvents)
  if (missing.length === 0) return endpoint === undefined ? [] : [endpoint]
  const key = endpoint ?? addEndpoint(draft, eventRoute.moduleKey ?? draft.freeKey('hooksmith-events'), eventRoute, remote)
  const trigger = modulesOfType(draft.manifest, 'trigger').find((module) => isExtendable(module, key))
  const change = `events ${missing.join(', ')}`
  if (trigger === undefined) draft.add(['modules', 'trigger'], [{ key: draft.freeKey('hooksmith-trigger'), endpoint: key, events: missing }], change)
  else draft.addToModule(trigger, ['events'], missing, change)
  return [key]
}

/** A trigger that takes more events: without a filter, which was meant for the events that it has. */
function isExtendable ({ key, node }: ManifestModule, endpoint: string): boolean {
  const items = node.get('events')?.items ?? []
  return key !== undefined && node.get('endpoint')?.text === endpoint && node.get('filter') === undefined && items.length > 0 &&
    items.every(({ kind }) => kind === 'text')
}

function addCallers (draft: Draft, { calls }: Plan, { interval = 'hour' }: GenerateOptions, remote: string): string[] {
  for (const { kind, key, route } of calls) {
    addEndpoint(draft, key, route, remote)
    const type = CALLERS[kind]
    // Its name and description are for people to write.
    if (kind === 'postFunction') continue
    if (modulesOfType(draft.manifest, type).some((module) => endpointOf(draft.manifest, module)?.key === key)) continue
    const module = { key: draft.freeKey(`${key}-trigger`), endpoint: key, ...kind === 'scheduled' ? { interval } : {} }
    draft.add(['modules', type], [module], `${type} for '${key}'`)
  }
  return calls.map(({ key }) => key)
}

/** The endpoint that calls a route of the server. */
function findEndpoint (
  draft: Draft, { path, moduleKey }: ServerRoute, remote: string, fits: (endpoint: ManifestModule) => boolean): string | undefined {
  return [...draft.manifest.endpoints.values()].find((endpoint) => endpoint.node.get('remote')?.text === remote &&
    endpoint.node.in('route', 'path')?.text === path && (moduleKey ?? endpoint.key) === endpoint.key && fits(endpoint))?.key
}

function addEndpoint (draft: Draft, key: string, { path }: ServerRoute, remote: string): string {
  const existing = draft.manifest.endpoints.get(key)
  if (existing === undefined) {
    if (draft.freeKey(key) !== key) throw new HKS_ERR_FORGE_MANIFEST_NEEDS(`An endpoint needs the key '${key}', and another module has it`)
    draft.add(['modules', 'endpoint'], [{ key, remote, route: { path } }], `endpoint '${key}' at ${path}`)
  } else if (existing.node.get('route') === undefined) {
    draft.addToModule(existing, [], { route: { path } }, `route ${path} of endpoint '${key}'`)
  }
  return key
}
