import { findNearest } from '@hooksmith/core'
import type { ManifestCode, Severity } from '../codes.js'
import type { ManifestNode, NodeKind } from '../node.js'
import type { ManifestProblem } from '../problem.js'
import { problem, quote } from '../problem.js'

/** What a part of the manifest has to look like, as far as it matters here. */
export type Shape = (TextShape | MapShape | ListShape | { readonly kind: 'boolean' }) & {
  /** What to write instead of a value of another kind. @param text - The value, where it is text. */
  readonly instead?: (text: string) => string
}

export interface TextShape {
  readonly kind: 'text'
  readonly oneOf?: readonly string[]
  readonly pattern?: {
    readonly expression: RegExp
    readonly meaning: string
    readonly code: ManifestCode
    /** What to write instead. */
    readonly fix: (text: string) => string
  }
  readonly max?: { readonly length: number, readonly code: ManifestCode }
}

export interface MapShape {
  readonly kind: 'map'
  readonly members: Readonly<Record<string, Shape | undefined>>
  readonly required?: readonly string[]
  /** How bad a member is that stands in none of these lists. Absent: it is fine. */
  readonly unknown?: Severity
  /** Members that people put here although they belong elsewhere, and where that is. Reported as `auth-level`. */
  readonly misplaced?: Readonly<Record<string, string>>
  /** The shape of members that have none of their own. */
  readonly others?: Shape
}

export interface ListShape { readonly kind: 'list', readonly of?: Shape }

const ARTICLES = { map: 'a map', list: 'a list', text: 'text', number: 'a number', boolean: 'true or false', nothing: 'empty' } satisfies Record<NodeKind, string>

/**
 * Compares a node and everything below it with a shape.
 *
 * @param name - How the node is called in messages.
 */
export function checkShape (node: ManifestNode, shape: Shape, name: string): ManifestProblem[] {
  if (node.kind !== shape.kind) return [wrongType(node, shape, name)]
  switch (shape.kind) {
    case 'boolean': return []
    case 'text': return checkText(node, shape, name)
    case 'list': return checkList(node, shape, name)
    case 'map': return checkMap(node, shape, name)
  }
}

function wrongType (node: ManifestNode, { kind, instead }: Shape, name: string): ManifestProblem {
  const found = node.kind === 'text' ? `the text ${quote(node.text ?? '')}` : ARTICLES[node.kind]
  return problem('type-wrong', node.at, `${name} must be ${ARTICLES[kind]}, and is ${found}`,
    instead?.(node.text ?? '') ?? HINTS[kind])
}

const HINTS = {
  map: "write members below it, each as 'name: value'",
  list: "write items below it, each after a '-'",
  text: 'write it as text, in quotes if YAML reads it as something else',
  boolean: 'write true or false, without quotes'
}

function checkText (node: ManifestNode, { oneOf, pattern, max }: TextShape, name: string): ManifestProblem[] {
  const text = node.text ?? ''
  if (oneOf?.includes(text) === false) {
    const nearest = findNearest(text, oneOf)
    const list = oneOf.join(', ')
    return [problem('value-unknown', node.at, `${name} cannot be ${quote(text)}`, nearest === undefined ? `one of ${list}` : `write ${nearest}; all there are: ${list}`)]
  }
  if (pattern?.expression.test(text) === false) {
    return [problem(pattern.code, node.at, `${name} is ${quote(text)}, which is not ${pattern.meaning}`, pattern.fix(text))]
  }
  if (max !== undefined && text.length > max.length) {
    return [problem(max.code, node.at, `${name} is ${quote(text)}: ${text.length} characters`, `use at most ${max.length} characters`)]
  }
  return []
}

function checkList (node: ManifestNode, { of }: ListShape, name: string): ManifestProblem[] {
  if (node.items.length === 0) return [problem('list-empty', node.at, `${name} has no items`, 'add one, or remove the whole list')]
  return of === undefined ? [] : node.items.flatMap((item, at) => checkShape(item, of, itemName(item, name, at)))
}

/** Items are called by their key where they have one. */
function itemName (item: ManifestNode, list: string, at: number): string {
  const key = item.get('key')?.text
  return key === undefined ? `${list}[${at}]` : `${list} ${quote(key)}`
}

function checkMap (node: ManifestNode, shape: MapShape, name: string): ManifestProblem[] {
  const missing = (shape.required ?? []).filter((key) => node.member(key) === undefined)
  const present = node.members.flatMap(({ key, keyAt, node: value }) => {
    const known = Object.hasOwn(shape.members, key) ? shape.members[key] : shape.others
    if (known !== undefined) return checkShape(value, known, `${name}.${key}`)
    return Object.hasOwn(shape.members, key) ? [] : unknownMember(key, keyAt, shape, name)
  })
  return [...missing.map((key) => problem('member-missing', node.at, `${name} has no ${quote(key)}`, `add '${key}'`)), ...present]
}

function unknownMember (key: string, at: ManifestNode['at'], shape: MapShape, name: string): ManifestProblem[] {
  const home = shape.misplaced !== undefined && Object.hasOwn(shape.misplaced, key) ? shape.misplaced[key] : undefined
  if (home !== undefined) return [problem('auth-level', at, `${name} has ${quote(key)}, which does nothing here`, home)]
  const names = Object.keys(shape.members)
  const nearest = names.find((one) => one.toLowerCase() === key.toLowerCase()) ?? findNearest(key, names)
  if (shape.unknown === undefined) return []
  const fix = nearest === undefined ? `remove it; there are ${names.join(', ')}` : `write ${quote(nearest)}`
  return [problem('member-unknown', at, `${name} has a member ${quote(key)} that Forge does not know`, fix, shape.unknown)]
}
