import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Node } from 'yaml'
import type { Position } from './position.js'
import type { ManifestSource } from './read.js'

export type NodeKind = 'map' | 'list' | 'text' | 'number' | 'boolean' | 'nothing'

/** A member of a map: its key, and where that stands. */
export interface ManifestMember {
  readonly key: string
  readonly keyAt: Position
  readonly node: ManifestNode
}

/** One value of a manifest, with its place. Aliases are followed; the place is then that of the alias. */
export class ManifestNode {
  readonly at: Position
  readonly #node: Node | undefined
  readonly #source: ManifestSource
  #members: readonly ManifestMember[] | undefined
  #items: readonly ManifestNode[] | undefined

  constructor (source: ManifestSource, node: unknown, fallback: Position) {
    const written = isNode(node) ? node : undefined
    this.#source = source
    this.#node = isAlias(written) ? source.aliases.get(written) : written
    this.at = written?.range == null ? fallback : source.positionOf(written.range[0])
  }

  get kind (): NodeKind {
    if (isMap(this.#node)) return 'map'
    if (isSeq(this.#node)) return 'list'
    const { value } = this
    if (typeof value === 'string') return 'text'
    if (typeof value === 'number') return 'number'
    return typeof value === 'boolean' ? 'boolean' : 'nothing'
  }

  /** What a scalar says; `undefined` for lists, maps and nothing. */
  get value (): unknown {
    return isScalar(this.#node) ? this.#node.value ?? undefined : undefined
  }

  /** `undefined` unless it is text. */
  get text (): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined
  }

  /** The members of a map, in order, the first of equal keys only; none for anything else. */
  get members (): readonly ManifestMember[] {
    this.#members ??= this.#readMembers()
    return this.#members
  }

  /** The items of a list; none for anything else. */
  get items (): readonly ManifestNode[] {
    this.#items ??= isSeq(this.#node) ? this.#node.items.map((item) => new ManifestNode(this.#source, item, this.at)) : []
    return this.#items
  }

  #readMembers (): readonly ManifestMember[] {
    if (!isMap(this.#node)) return []
    const members = new Map<string, ManifestMember>()
    for (const { key, value } of this.#node.items) {
      if (!isScalar(key) || members.has(String(key.value))) continue
      const keyAt = this.#source.positionOf(key.range?.[0] ?? 0)
      members.set(String(key.value), { key: String(key.value), keyAt, node: new ManifestNode(this.#source, value, keyAt) })
    }
    return [...members.values()]
  }

  /** A member's value by key; `undefined` where there is no such member, or this is no map. */
  get (key: string): ManifestNode | undefined {
    return this.member(key)?.node
  }

  member (key: string): ManifestMember | undefined {
    return this.members.find((member) => member.key === key)
  }

  /** Follows keys from map to map. */
  in (...path: readonly string[]): ManifestNode | undefined {
    return path.reduce<ManifestNode | undefined>((node, key) => node?.get(key), this)
  }
}

function isNode (value: unknown): value is Node {
  return isAlias(value) || isMap(value) || isSeq(value) || isScalar(value)
}
