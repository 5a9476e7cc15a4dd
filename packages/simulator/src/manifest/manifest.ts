import { readFile } from 'node:fs/promises'
import { findDeepNesting, MAX_NESTING } from '@hooksmith/forge/manifest'
import { parse } from 'yaml'
import { HKS_ERR_SIMULATOR_MANIFEST } from '../errors.js'
import type { BaseUrl, Endpoint, DataResidencyModule, EntityDefinition, LinkedModule, Remote, RemoteEntry, ScheduledTrigger, Trigger } from '../remote.js'
import { MAX_PROPERTY_PATHS, propertyPathsIn } from '../filter/entity-properties.js'
import { requireDeployable } from './deployable.js'
import { entitiesOf } from './entities.js'
import { entriesOf, isMembers, membersIn, textIn, type Members } from './members.js'
import { dataResidencyOf, INTERVALS, linkedModulesOf, triggerEventsOf } from './modules.js'

/** What an app's manifest says about the app and its receiver, as far as it can be simulated. */
export interface Manifest {
  /** The UUID of `app.id`; absent where the manifest has none. */
  readonly appId?: string
  readonly remotes: readonly RemoteEntry[]
  readonly endpoints: ReadonlyArray<Omit<Endpoint, 'events' | 'baseUrl'> & { readonly remote: string }>
  readonly triggers: readonly Trigger[]
  readonly schedules: readonly ScheduledTrigger[]
  readonly preUninstall: readonly string[]
  readonly webTriggers: ReadonlyArray<{ readonly key: string, readonly endpoint: string }>
  /** Web triggers, workflow post functions, and modules of a UI whose resolver is an endpoint. */
  readonly modules: readonly LinkedModule[]
  readonly dataResidency?: DataResidencyModule
  readonly scopes: readonly string[]
  /** Whether a scope has `allowImpersonation: true`. */
  readonly mayImpersonate: boolean
  /** Custom entities of `app.storage`; absent where the manifest has none. */
  readonly entities?: readonly EntityDefinition[]
  /** What was left out, in words: modules that call functions, and what is not of the expected shape. */
  readonly notes: readonly string[]
}

/** How a manifest is read. */
export interface ManifestReadOptions {
  /** Whether one that could not be deployed is refused, by the checks of `@hooksmith/forge/manifest`; warnings become notes. @defaultValue false */
  readonly isChecked?: boolean
  /** Its name in messages. @defaultValue `manifest.yml`, or the file that is read */
  readonly file?: string
}

/** Reads a manifest from a file. Rejects as `node:fs` does. @throws as {@link parseManifest}. */
export async function readManifest (file: string, options: ManifestReadOptions = {}): Promise<Manifest> {
  return parseManifest(await readFile(file, 'utf8'), { file, ...options })
}

/**
 * Reads a manifest. What cannot be simulated is left out with a note.
 *
 * @throws `HKS_ERR_SIMULATOR_MANIFEST` when the text is no YAML, or no mapping; and, where it is checked, with every mistake.
 */
export function parseManifest (text: string, { isChecked = false, file = 'manifest.yml' }: ManifestReadOptions = {}): Manifest {
  const notes: string[] = isChecked ? [...requireDeployable(text, file)] : []
  const root = load(text)
  const modules = membersIn(root, 'modules')
  const toEndpoint = (kind: string): readonly Members[] => withEndpoint(modules, kind, notes)
  const entities = entitiesOf(root)
  const triggers = toEndpoint('trigger').map((entry) => ({ ...linkOf(entry), events: triggerEventsOf(entry) }))
  notes.push(...propertyNotes(triggers))
  const appId = textIn(membersIn(root, 'app'), 'id')?.split('/').at(-1)
  return {
    ...(appId === undefined ? {} : { appId }),
    remotes: entriesOf(root, 'remotes').map(remoteEntryOf),
    endpoints: entriesOf(modules, 'endpoint').map(endpointOf),
    triggers,
    schedules: toEndpoint('scheduledTrigger').flatMap((entry) => scheduleOf(entry, notes)),
    preUninstall: toEndpoint('preUninstall').map((entry) => linkOf(entry).endpoint),
    webTriggers: toEndpoint('webtrigger').map(linkOf),
    modules: linkedModulesOf(modules),
    ...dataResidencyOf(modules),
    scopes: scopesOf(membersIn(root, 'permissions')['scopes']),
    mayImpersonate: mayImpersonate(membersIn(root, 'permissions')['scopes']),
    ...(entities === undefined ? {} : { entities }),
    notes
  }
}

/** How a manifest becomes a {@link Remote}. */
export interface ManifestRemoteOptions {
  /** Called in place of every remote's own base URL: a server on this machine. */
  readonly baseUrl?: string
}

/** The receiver that a manifest describes. @throws `HKS_ERR_SIMULATOR_MANIFEST` for an endpoint whose remote has no base URL. */
export function remoteOf (manifest: Manifest, options: ManifestRemoteOptions = {}): Remote {
  const endpoints = manifest.endpoints.map(({ remote, ...endpoint }) => ({
    ...endpoint,
    baseUrl: options.baseUrl ?? requireBaseUrl(manifest, remote, endpoint.key),
    events: manifest.triggers.filter((trigger) => trigger.endpoint === endpoint.key).flatMap(({ events }) => events.map(({ name }) => name))
  }))
  const { triggers, schedules, preUninstall, scopes, mayImpersonate, modules, entities, dataResidency } = manifest
  const { baseUrl } = options
  return {
    baseUrl: baseUrl ?? endpoints[0]?.baseUrl ?? '',
    endpoints,
    triggers,
    schedules,
    preUninstall,
    scopes,
    mayImpersonate,
    modules,
    remotes: baseUrl === undefined ? manifest.remotes : manifest.remotes.map((entry) => ({ ...entry, baseUrl })),
    ...(entities === undefined ? {} : { entities }),
    ...(dataResidency === undefined ? {} : { dataResidency })
  }
}

function load (text: string): Members {
  // The parser ends the whole process on nesting that is deep enough.
  if (findDeepNesting(text) !== undefined) throw new HKS_ERR_SIMULATOR_MANIFEST(`it is nested deeper than ${MAX_NESTING} levels`)
  let root: unknown
  try {
    root = parse(text)
  } catch (error) {
    throw new HKS_ERR_SIMULATOR_MANIFEST(error instanceof Error ? error.message : 'it is no YAML')
  }
  if (!isMembers(root)) throw new HKS_ERR_SIMULATOR_MANIFEST('it is no mapping')
  return root
}

function withEndpoint (modules: Members, kind: string, notes: string[]): readonly Members[] {
  return entriesOf(modules, kind).filter((entry) => {
    const isRemote = textIn(entry, 'endpoint') !== undefined
    if (!isRemote) notes.push(`${kind} '${textIn(entry, 'key') ?? '?'}' names no endpoint: what calls a function is not simulated`)
    return isRemote
  })
}

function propertyNotes (triggers: readonly Trigger[]): readonly string[] {
  const texts = triggers.flatMap(({ events }) => events.flatMap(({ filter, propertyPaths = [] }) => [filter?.expression ?? '', ...propertyPaths]))
  const paths = new Set(texts.flatMap(propertyPathsIn))
  return paths.size > MAX_PROPERTY_PATHS ? [`${paths.size} entity property paths: a deployment takes ${MAX_PROPERTY_PATHS}`] : []
}

function linkOf (entry: Members): { readonly key: string, readonly endpoint: string } {
  return { key: textIn(entry, 'key') ?? '', endpoint: textIn(entry, 'endpoint') ?? '' }
}

/** A guide of Atlassian's writes `route: /path`; the schema has `route: { path }`. Both are read. */
function endpointOf (entry: Members): Manifest['endpoints'][number] {
  const auth = membersIn(entry, 'auth')
  return {
    key: textIn(entry, 'key') ?? '',
    remote: textIn(entry, 'remote') ?? '',
    route: textIn(entry, 'route') ?? textIn(membersIn(entry, 'route'), 'path') ?? '',
    systemToken: membersIn(auth, 'appSystemToken')['enabled'] === true,
    userToken: membersIn(auth, 'appUserToken')['enabled'] === true
  }
}

function scheduleOf (entry: Members, notes: string[]): ScheduledTrigger[] {
  const interval = INTERVALS.find((one) => one === entry['interval'])
  if (interval === undefined) notes.push(`scheduledTrigger '${textIn(entry, 'key') ?? '?'}' has no known interval`)
  const appIsLicensed = membersIn(entry, 'filter')['appIsLicensed'] === true
  return interval === undefined ? [] : [{ ...linkOf(entry), interval, appIsLicensed } satisfies ScheduledTrigger]
}

function scopesOf (scopes: unknown): readonly string[] {
  if (Array.isArray(scopes)) return scopes.filter((scope) => typeof scope === 'string')
  return isMembers(scopes) ? Object.keys(scopes) : []
}

function mayImpersonate (scopes: unknown): boolean {
  return isMembers(scopes) && Object.values(scopes).some((one) => isMembers(one) && one['allowImpersonation'] === true)
}

function remoteEntryOf (entry: Members): RemoteEntry {
  const auth = membersIn(entry, 'auth')
  const operations = entry['operations']
  return {
    key: textIn(entry, 'key') ?? '',
    ...baseUrlOf(entry['baseUrl']),
    ...(Array.isArray(operations) ? { operations: operations.filter((one) => typeof one === 'string') } : {}),
    systemToken: membersIn(auth, 'appSystemToken')['enabled'] === true,
    userToken: membersIn(auth, 'appUserToken')['enabled'] === true
  }
}

function baseUrlOf (value: unknown): { readonly baseUrl?: BaseUrl } {
  if (typeof value === 'string') return { baseUrl: value }
  if (!isMembers(value) || typeof value['default'] !== 'string') return {}
  const regions = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { baseUrl: { ...Object.fromEntries(regions), default: value['default'] } }
}

function requireBaseUrl ({ remotes }: Manifest, remote: string, endpoint: string): BaseUrl {
  const baseUrl = remotes.find(({ key }) => key === remote)?.baseUrl
  if (baseUrl === undefined) throw new HKS_ERR_SIMULATOR_MANIFEST(`endpoint '${endpoint}' names the remote '${remote}', which has no baseUrl`)
  return baseUrl
}
