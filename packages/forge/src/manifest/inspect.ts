import { isAlias, isCollection, isMap, isPair, isScalar } from 'yaml'
import type { Alias, Node } from 'yaml'
import type { Position } from './position.js'
import type { ManifestProblem } from './problem.js'
import { problem, quote } from './problem.js'

/** How many values aliases may stand for, all together. Expanding more is how a small file fills a memory. */
const MAX_ALIASED = 10_000

type PositionOf = (offset: number) => Position

/** What looking at every node of a document once says about it. */
export interface Inspection {
  readonly problems: readonly ManifestProblem[]
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<Alias, Node>
  /** Whether aliases can be followed without end. */
  readonly isSafe: boolean
}

/** Finds keys that stand twice, and aliases that are undefined, lead back into themselves, or stand for too much. */
export function inspect (contents: unknown, positionOf: PositionOf): Inspection {
  const walk = new Walk(positionOf)
  walk.sizeOf(contents)
  return walk
}

/** Goes through the nodes in the order of the text, which is the order in which anchors count. */
class Walk implements Inspection {
  readonly problems: ManifestProblem[] = []
  readonly aliases = new Map<Alias, Node>()
  isSafe = true
  readonly #anchors = new Map<string, Node>()
  readonly #sizes = new Map<Node, number>()
  readonly #offset: PositionOf
  #aliased = 0

  constructor (positionOf: PositionOf) {
    this.#offset = positionOf
  }

  /** How many nodes this one holds once aliases are followed. */
  sizeOf (node: unknown): number {
    if (isAlias(node)) return this.#sizeOfAlias(node)
    if (!isScalar(node) && !isCollection(node)) return 1
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    if (isScalar(node)) return this.#keep(node, 1)
    let size = 1
    for (const item of node.items) {
      if (isPair(item)) size += this.sizeOf(item.key) + this.sizeOf(item.value)
      else size += this.sizeOf(item)
    }
    if (isMap(node)) this.#findRepeatedKeys(node.items.map(({ key }) => key))
    return this.#keep(node, size)
  }

  #keep (node: Node, size: number): number {
    this.#sizes.set(node, size)
    return size
  }

  #sizeOfAlias (alias: Alias): number {
    const target = this.#anchors.get(alias.source)
    const name = quote(`*${alias.source}`)
    if (target === undefined) return this.#refuse(alias, `${name} stands for nothing: there is no such anchor above`, 'define the anchor, or write the value out')
    const size = this.#sizes.get(target)
    // A size is known once a node is left: without one, the alias is still inside.
    if (size === undefined) return this.#refuse(alias, `${name} stands inside what it stands for`, 'write the value out')
    this.aliases.set(alias, target)
    this.#aliased += size
    if (this.#aliased <= MAX_ALIASED || !this.isSafe) return size
    return this.#refuse(alias, `Up to ${name}, aliases stand for more than ${MAX_ALIASED} values`, 'write the values out')
  }

  #refuse (alias: Alias, message: string, fix: string): number {
    this.isSafe = false
    this.problems.push(problem('yaml-alias', this.#positionOf(alias), message, fix))
    return 1
  }

  #findRepeatedKeys (keys: readonly unknown[]): void {
    const seen = new Map<string, Node>()
    for (const key of keys) {
      if (!isScalar(key) || typeof key.value !== 'string') continue
      const first = seen.get(key.value)
      if (first === undefined) { seen.set(key.value, key); continue }
      const { line } = this.#positionOf(first)
      this.problems.push(problem('yaml-duplicate-key', this.#positionOf(key),
        `Key ${quote(key.value)} stands here again, after line ${line}`, 'merge the two, and remove one'))
    }
  }

  #positionOf (node: Node): Position {
    return this.#offset(node.range?.[0] ?? 0)
  }
}
