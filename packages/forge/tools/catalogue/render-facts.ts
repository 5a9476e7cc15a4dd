import { evidenceOf, isPattern } from './facts.js'
import { header } from './render-types.js'
import { literal } from './schema-to-type.js'
import type { Source, SourceEvent } from './source.js'

const list = (names: readonly string[]): string => `[${names.map(literal).join(', ')}]`

function scopesMember ({ scopes }: SourceEvent): string[] {
  if (scopes.source === 'unknown') return []
  return [`scopes: { classic: ${list(scopes.classic)}, granular: ${list(scopes.granular)} }`]
}

function renderFact (event: SourceEvent): string {
  const members = [
    `name: ${literal(event.name)}`,
    `product: ${literal(event.product)}`,
    `kind: ${literal(event.kind)}`,
    `entity: ${literal(event.entity)}`,
    `action: ${literal(event.action)}`,
    `isPattern: ${isPattern(event)}`,
    `discriminator: ${literal(event.discriminator)}`,
    `evidence: ${literal(evidenceOf(event).mark)}`,
    `isScopeChecked: ${event.inScopeMap}`,
    ...scopesMember(event)
  ]
  return `  { ${members.join(', ')} }`
}

/** The runtime part of the catalogue: everything but schemas and samples. */
export function renderFacts (source: Source): string {
  return [
    `${header}import type { ForgeEventFacts } from '../facts.js'\n`,
    `/** ${source.asOf}. */`,
    `export const facts: readonly ForgeEventFacts[] = [\n${source.events.map(renderFact).join(',\n')}\n]\n`
  ].join('\n')
}
