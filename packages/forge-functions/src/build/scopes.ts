import type { AnyNode, Pattern } from 'acorn'

/** What a name is declared as, in one scope. */
export type Binding = symbol

const OPENERS: ReadonlySet<string> = new Set([
  'Program', 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'BlockStatement', 'ForStatement', 'ForInStatement',
  'ForOfStatement', 'CatchClause', 'SwitchStatement', 'StaticBlock'
])
const FUNCTIONS: ReadonlySet<string> = new Set(['Program', 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** Which names are declared where, in a script. */
export class Scopes {
  readonly #names = new Map<AnyNode, Map<string, Binding>>()

  constructor (program: AnyNode) {
    walk(program, (node, path) => { this.#declare(node, path) })
  }

  /** What a name means at the end of a path from the program inwards; `undefined` for a global one. */
  find (name: string, path: readonly AnyNode[]): Binding | undefined {
    for (let at = path.length - 1; at >= 0; at--) {
      const node = path[at]
      const found = node === undefined ? undefined : this.#names.get(node)?.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  #declare (node: AnyNode, path: readonly AnyNode[]): void {
    switch (node.type) {
      case 'VariableDeclaration': {
        const home = path.findLast(({ type }) => (node.kind === 'var' ? FUNCTIONS : OPENERS).has(type))
        for (const { id } of node.declarations) this.#add(home, namesIn(id))
        break
      }
      case 'FunctionDeclaration':
        this.#add(path.findLast(({ type }) => OPENERS.has(type)), node.id === null ? [] : [node.id.name])
        this.#add(node, node.params.flatMap(namesIn))
        break
      case 'FunctionExpression': case 'ArrowFunctionExpression':
        this.#add(node, [...node.params.flatMap(namesIn), ...node.id === null || node.id === undefined ? [] : [node.id.name]])
        break
      case 'ClassDeclaration':
        this.#add(path.findLast(({ type }) => OPENERS.has(type)), node.id === null ? [] : [node.id.name])
        break
      case 'CatchClause':
        this.#add(node, node.param === null || node.param === undefined ? [] : namesIn(node.param))
        break
      default:
    }
  }

  #add (scope: AnyNode | undefined, names: readonly string[]): void {
    if (scope === undefined) return
    const known = this.#names.get(scope) ?? new Map<string, Binding>()
    for (const name of names) if (!known.has(name)) known.set(name, Symbol(name))
    this.#names.set(scope, known)
  }
}

/** Visits a node, then what is in it, each with the nodes that it is in, the outermost first. */
export function walk (node: AnyNode, visit: (node: AnyNode, path: readonly AnyNode[]) => void, path: readonly AnyNode[] = []): void {
  visit(node, path)
  const inside = OPENERS.has(node.type) ? [...path, node] : path
  for (const child of childrenOf(node)) walk(child, visit, inside)
}

function childrenOf (node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) => Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [])
}

function isNode (value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
}

function namesIn (pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier': return [pattern.name]
    case 'ObjectPattern': return pattern.properties.flatMap((property) => namesIn(property.type === 'Property' ? property.value : property.argument))
    case 'ArrayPattern': return pattern.elements.flatMap((element) => element === null ? [] : namesIn(element))
    case 'AssignmentPattern': return namesIn(pattern.left)
    case 'RestElement': return namesIn(pattern.argument)
    case 'MemberExpression': return []
  }
}
