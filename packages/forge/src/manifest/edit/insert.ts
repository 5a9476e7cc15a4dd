import { isAlias, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml'
import type { Pair, YAMLMap, YAMLSeq } from 'yaml'
import { HKS_ERR_FORGE_MANIFEST_EDIT } from '../../errors.js'
import type { ManifestSource } from '../read.js'
import { renderBlock, renderFlow } from './render.js'

/** How far a block that is put below a key is indented: the rest of a manifest is usually the same. */
const INDENT = 2

/** Keys of maps and indexes of lists, from the root down. */
export type Path = ReadonlyArray<string | number>

/**
 * Adds a member to the map at `path`, or an item to the list there, at its end and in its style. Parts of the path that do not exist are
 * made. Nothing else of the text changes: the result is the text with something put in at one place.
 *
 * @param addition - A map: its members are added. A list: its items are.
 * @throws `HKS_ERR_FORGE_MANIFEST_EDIT` where the text has an alias, or something that cannot hold the addition.
 */
export function insert (source: ManifestSource, path: Path, addition: Addition): string {
  const { text, document } = source
  let node: unknown = document.contents
  let holder: Pair | undefined
  let isInFlow = false
  for (const [depth, step] of path.entries()) {
    const [rest, done] = [wrap(path.slice(depth), addition), path.slice(0, depth)]
    if (isEmpty(node)) return fill(text, holder, rest, done, isInFlow)
    isInFlow ||= isCollection(node) && node.flow === true
    if (isSeq(node)) {
      node = node.items[Number(step)]
      continue
    }
    if (!isMap(node)) throw refusal(done, node)
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
    if (pair === undefined) return extend(text, node, rest)
    holder = pair
    node = pair.value
  }
  if (isEmpty(node)) return fill(text, holder, addition, path, isInFlow)
  if (!isCollection(node) || isSeq(node) !== Array.isArray(addition)) throw refusal(path, node)
  return extend(text, node, addition)
}

function refusal (path: Path, node: unknown): Error {
  const reason = isAlias(node) ? 'an alias stands there, write its value out' : 'something else stands there than a list or a map'
  return new HKS_ERR_FORGE_MANIFEST_EDIT(nameOf(path), reason)
}

/** Members for a map, or items for a list. */
export type Addition = Readonly<Record<string, unknown>> | readonly unknown[]

function wrap (path: Path, addition: Addition): Addition {
  return path.reduceRight<Addition>((value, key) => ({ [key]: value }), addition)
}

function nameOf (path: Path): string {
  return path.length === 0 ? 'its root' : path.join('.')
}

function isEmpty (node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && (node.source ?? '') === '')
}

/** Adds to a map or list that has a place in the text already. */
function extend (text: string, node: YAMLMap | YAMLSeq, addition: Addition): string {
  const [start = 0, end = 0] = node.range ?? []
  const last = node.items.at(-1)
  if (node.flow !== true) return putLines(text, endOf(text, last), start - lineStart(text, start), addition)
  const inner = renderFlow(addition).slice(1, -1).trim()
  if (last !== undefined) return splice(text, endOf(text, last), `, ${inner}`)
  const pad = text.slice(start + 1, end - 1).trim() === '' ? [' ', text[end - 2] === ' ' ? '' : ' '] : [' ', '']
  return splice(text, start + 1, pad.join(inner))
}

/** Gives a key its first value, or an empty document its contents. */
function fill (text: string, holder: Pair | undefined, addition: Addition, path: Path, isInFlow: boolean): string {
  if (holder === undefined) return putLines(text, text.length, 0, addition)
  const { key } = holder
  if (isInFlow || !isScalar(key) || key.range == null) throw new HKS_ERR_FORGE_MANIFEST_EDIT(nameOf(path), 'nothing stands there, give it a value')
  const [start, end] = key.range
  return putLines(text, end, start - lineStart(text, start) + INDENT, addition)
}

/** Puts block lines below the line that `offset` is in. */
function putLines (text: string, offset: number, indent: number, addition: Addition): string {
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n'
  const isBelow = offset === 0 || text[offset - 1] === '\n'
  const next = text.indexOf('\n', offset)
  const at = isBelow ? offset : next === -1 ? text.length : next + 1
  const before = at > 0 && text[at - 1] !== '\n' ? eol : ''
  return splice(text, at, before + renderBlock(addition).map((line) => `${' '.repeat(indent)}${line}${eol}`).join(''))
}

/** Where the content of a node ends: before comments and blank lines that follow it. */
function endOf (text: string, node: unknown): number {
  if (isPair(node)) return isScalar(node.value) || !isEmpty(node.value) ? endOf(text, node.value) : endOf(text, node.key)
  if (isCollection(node) && node.flow !== true && node.items.length > 0) return endOf(text, node.items.at(-1))
  if (isAlias(node) || isScalar(node) || isCollection(node)) return node.range?.[1] ?? text.length
  return text.length
}

function lineStart (text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function splice (text: string, at: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at)
}
