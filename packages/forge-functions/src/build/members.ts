import { parse, type AnyNode, type CallExpression, type MemberExpression, type Pattern } from 'acorn'
import { HKS_ERR_FORGE_FUNCTIONS_NAME } from '../errors.js'
import type { Project } from './build-options.js'
import { forgeModuleOf, type Bundle } from './bundle.js'
import { keyOf, lastNameOf, propertyOf } from './expressions.js'
import { FORGE_MODULES, insteadOfMethod, insteadOfName, isForgeModule, REQUESTER_NAMES } from './forge-modules.js'
import { nameKey, nameOf, pathFrom } from './refusal.js'
import { Scopes, walk, type Binding } from './scopes.js'

/** What an expression is known to be: a module, one of its functions that give requesters, or a requester. */
type Known = keyof typeof FORGE_MODULES | 'maker' | 'requester'

/** A name that is read of something known, and where in the bundle. */
interface Read { readonly of: Known, readonly name: string, readonly node: AnyNode }

type Path = readonly AnyNode[]

const INTEROP = /^__(?:toESM|importDefault|importStar)\d*$/
/** Read by whoever awaits or copies a module; none of them is Forge's. */
const HARMLESS: ReadonlySet<string> = new Set(['then', '__esModule', ...Object.getOwnPropertyNames(Object.prototype)])

/**
 * Finds names that are read of the Forge runtime, and are not here, in places that an import statement does not show: a default import, a namespace, a
 * `require`, an awaited `import()`, what `asApp()` gives. What is read by a computed name is refused while it runs.
 *
 * @param known - Names that were refused where they were imported, as `nameKey` writes them.
 */
export function findRefusedMembers ({ code, positions }: Bundle, { root, entry }: Project, known: ReadonlySet<string>): Error[] {
  if (!code.includes('@forge/')) return []
  const reads = new Reads(parse(code, { ecmaVersion: 'latest', sourceType: 'script', locations: true, allowReturnOutsideFunction: true }))
  return reads.all().filter(isRefused).flatMap(({ of, name, node }) => {
    const { line = 1, column = 0 } = node.loc?.start ?? {}
    const place = positions.find(line, column + 1)
    const where = place === undefined ? pathFrom(root, entry) : nameOf(place, root)
    if (!isForgeModule(of)) return [new HKS_ERR_FORGE_FUNCTIONS_NAME(where, name, '@forge/api', insteadOfMethod(name))]
    return known.has(nameKey(place?.file, of, name)) ? [] : [new HKS_ERR_FORGE_FUNCTIONS_NAME(where, name, of, insteadOfName(of, name))]
  })
}

function isRefused ({ of, name }: Read): boolean {
  if (HARMLESS.has(name)) return false
  if (of === 'requester') return !REQUESTER_NAMES.includes(name)
  if (of === 'maker') return false
  const { names, hasDefault } = FORGE_MODULES[of]
  return !names.includes(name) && !(name === 'default' && hasDefault)
}

/** Follows what the Forge runtime's modules are called through a script. */
class Reads {
  readonly #program: AnyNode
  readonly #scopes: Scopes
  readonly #known = new Map<Binding, Known>()

  constructor (program: AnyNode) {
    this.#program = program
    this.#scopes = new Scopes(program)
    // A name can be given on to a name that stands before it.
    for (let before = -1; before < this.#known.size;) {
      before = this.#known.size
      walk(program, (node, path) => { this.#learn(node, path) })
    }
  }

  all (): Read[] {
    const reads: Read[] = []
    walk(this.#program, (node, path) => {
      if (node.type === 'MemberExpression') reads.push(...this.#ofMember(node, path))
      if (node.type === 'VariableDeclarator' && node.init !== null && node.init !== undefined) {
        reads.push(...this.#ofPattern(node.id, this.#kindOf(node.init, path), path))
      }
    })
    return reads
  }

  #learn (node: AnyNode, path: Path): void {
    if (node.type === 'VariableDeclarator' && node.init !== null && node.init !== undefined) {
      this.#bind(node.id, this.#kindOf(node.init, path), path)
    } else if (node.type === 'AssignmentExpression' && node.operator === '=') {
      this.#bind(node.left, this.#kindOf(node.right, path), path)
    }
  }

  #bind (target: Pattern, kind: Known | undefined, path: Path): void {
    if (kind === undefined) return
    if (target.type === 'AssignmentPattern') this.#bind(target.left, kind, path)
    if (target.type === 'ObjectPattern') {
      for (const property of target.properties) {
        if (property.type === 'Property') this.#bind(property.value, memberOf(kind, keyOf(property)), path)
      }
    }
    const binding = target.type === 'Identifier' ? this.#scopes.find(target.name, path) : undefined
    if (binding !== undefined) this.#known.set(binding, kind)
  }

  #ofMember (node: MemberExpression, path: Path): Read[] {
    const of = this.#kindOf(node.object, path)
    const name = propertyOf(node)
    return of === undefined || name === undefined ? [] : [{ of, name, node: node.property }]
  }

  #ofPattern (target: Pattern, of: Known | undefined, path: Path): Read[] {
    if (of === undefined || target.type !== 'ObjectPattern') return []
    return target.properties.flatMap((property) => {
      const name = property.type === 'Property' ? keyOf(property) : undefined
      if (property.type !== 'Property' || name === undefined) return []
      return [{ of, name, node: property.key }, ...this.#ofPattern(property.value, memberOf(of, name), path)]
    })
  }

  #kindOf (node: AnyNode, path: Path): Known | undefined {
    switch (node.type) {
      case 'Identifier': {
        const binding = this.#scopes.find(node.name, path)
        return binding === undefined ? undefined : this.#known.get(binding)
      }
      case 'MemberExpression': return memberOf(this.#kindOf(node.object, path), propertyOf(node))
      case 'CallExpression': return this.#kindOfCall(node, path)
      case 'AwaitExpression': return this.#kindOfImport(node.argument, path)
      case 'ChainExpression': return this.#kindOf(node.expression, path)
      case 'SequenceExpression': {
        const last = node.expressions.at(-1)
        return last === undefined ? undefined : this.#kindOf(last, path)
      }
      default: return undefined
    }
  }

  #kindOfCall ({ callee, arguments: [argument] }: CallExpression, path: Path): Known | undefined {
    const name = lastNameOf(callee)
    if (name === 'require' && callee.type === 'Identifier' && argument?.type === 'Literal' && typeof argument.value === 'string') {
      const module = forgeModuleOf(argument.value)
      return module !== undefined && isForgeModule(module) ? module : undefined
    }
    if (name !== undefined && INTEROP.test(name) && argument !== undefined) return this.#kindOf(argument, path)
    return this.#kindOf(callee, path) === 'maker' ? 'requester' : undefined
  }

  /** `import('…')`, as esbuild writes it: `Promise.resolve().then(() => __toESM(require('…')))`. */
  #kindOfImport (node: AnyNode, path: Path): Known | undefined {
    if (node.type !== 'CallExpression' || lastNameOf(node.callee) !== 'then') return undefined
    const [loader] = node.arguments
    return loader?.type === 'ArrowFunctionExpression' && loader.body.type !== 'BlockStatement' ? this.#kindOf(loader.body, path) : undefined
  }
}

function memberOf (kind: Known | undefined, name: string | undefined): Known | undefined {
  if (kind === undefined || !isForgeModule(kind)) return undefined
  if (name === 'default') return kind
  return name === 'asApp' || name === 'asUser' ? 'maker' : undefined
}
