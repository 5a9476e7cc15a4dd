import type { SourceEvent } from './source.js'

const marks: { readonly [evidence: string]: { readonly mark: string, readonly meaning: string } } = {
  'documented-types': { mark: 'documented', meaning: 'documented, members of its entities included' },
  'documented-table': { mark: 'documented', meaning: 'documented at the root; members of its entities only partly' },
  'documented-table+observed': { mark: 'documented', meaning: 'documented at the root; members of its entities seen in an independent app' },
  'documented-example': { mark: 'example only', meaning: 'example only' },
  inferred: { mark: 'inferred', meaning: 'inferred from sibling events; its body is described nowhere public' }
}

/** How well an event's body is known: the mark of the runtime catalogue, and a phrase for its docstring. */
export function evidenceOf (event: SourceEvent): { readonly mark: string, readonly meaning: string } {
  const found = marks[event.payloadEvidence]
  if (found === undefined) throw new Error(`Evidence without a mark: ${event.payloadEvidence}`)
  return found
}

/** A name with placeholders stands for many: `avi:cloud:ecosystem::event/{app-id}/{module-key}`. */
export const isPattern = (event: SourceEvent): boolean => event.name.includes('{')

/** What a name with placeholders starts with. */
export const patternStart = (event: SourceEvent): string => event.name.slice(0, event.name.indexOf('{'))

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** The sentence about scopes in an event's docstring. */
export function scopesSentence ({ scopes }: SourceEvent): string {
  if (scopes.source === 'unknown') return 'Scopes: unknown.'
  const alternatives = [
    ...(scopes.classic.length > 0 ? [`classic ${code(scopes.classic)}`] : []),
    ...(scopes.granular.length > 0 ? [`granular ${code(scopes.granular)}`] : [])
  ]
  return alternatives.length === 0 ? 'Scopes: none needed.' : `Scopes: ${alternatives.join(', or ')}.`
}
