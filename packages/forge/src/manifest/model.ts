import type { ManifestMember } from './node.js'
import { ManifestNode } from './node.js'
import type { Position } from './position.js'
import { START } from './position.js'
import type { ManifestSource } from './read.js'

/** Something in `modules`: an item of the list of its type. */
export interface ManifestModule {
  /** `trigger`, `endpoint`, `jira:issuePanel` … */
  readonly type: string
  /** `undefined` where it is missing or no text. */
  readonly key: string | undefined
  readonly node: ManifestNode
}

/** One event of a trigger, in either form. */
export interface SubscribedEvent {
  readonly name: string
  /** Where the name stands. */
  readonly node: ManifestNode
  readonly trigger: ManifestModule
  /** The filter of this event alone, of the object form. */
  readonly filter: ManifestNode | undefined
}

/** A manifest by its meaning. Parts of the wrong shape are left out here: the shape's own rules report them. */
export interface Manifest {
  readonly root: ManifestNode
  readonly modules: readonly ManifestModule[]
  readonly endpoints: ReadonlyMap<string, ManifestModule>
  readonly events: readonly SubscribedEvent[]
  readonly remotes: ReadonlyMap<string, ManifestNode>
  /** Scopes by name; the value is where it stands first. */
  readonly scopes: ReadonlyMap<string, Position>
}

export function modelOf (source: ManifestSource): Manifest {
  const root = new ManifestNode(source, source.document.contents, START)
  const modules = (root.get('modules')?.members ?? []).flatMap(modulesOf)
  return {
    root,
    modules,
    endpoints: byKey(modules.filter(({ type }) => type === 'endpoint').map((module) => [module.key, module])),
    events: modules.filter(({ type }) => type === 'trigger').flatMap(eventsOf),
    remotes: byKey((root.get('remotes')?.items ?? []).map((remote) => [remote.get('key')?.text, remote])),
    scopes: byKey(scopesOf(root))
  }
}

/** The modules of one type. */
export function modulesOfType (manifest: Manifest, ...types: readonly string[]): readonly ManifestModule[] {
  return manifest.modules.filter(({ type }) => types.includes(type))
}

/** The endpoint that a module names, if it exists. */
export function endpointOf (manifest: Manifest, { node }: ManifestModule): ManifestModule | undefined {
  const key = node.get('endpoint')?.text
  return key === undefined ? undefined : manifest.endpoints.get(key)
}

/** The scopes as they stand, repeated ones too: items of the list, or keys of the map. */
export function scopesOf (root: ManifestNode): ReadonlyArray<readonly [scope: string, at: Position]> {
  const scopes = root.in('permissions', 'scopes')
  const items = (scopes?.items ?? []).flatMap(({ text, at }) => text === undefined ? [] : [[text, at] as const])
  return [...items, ...(scopes?.members ?? []).map(({ key, keyAt }) => [key, keyAt] as const)]
}

/** How a module is called in a message. */
export function nameOf ({ type, key }: ManifestModule): string {
  return key === undefined ? `this ${type}` : `${type} '${key}'`
}

function modulesOf ({ key: type, node }: ManifestMember): ManifestModule[] {
  return node.items.filter(({ kind }) => kind === 'map').map((item) => ({ type, key: item.get('key')?.text, node: item }))
}

function eventsOf (trigger: ManifestModule): SubscribedEvent[] {
  return (trigger.node.get('events')?.items ?? []).flatMap((item) => {
    const node = item.kind === 'map' ? item.get('eventType') : item
    return node?.text === undefined ? [] : [{ name: node.text, node, trigger, filter: item.get('filter') }]
  })
}

function byKey<Value> (entries: ReadonlyArray<readonly [string | undefined, Value]>): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>()
  for (const [key, value] of entries) if (key !== undefined && !map.has(key)) map.set(key, value)
  return map
}
