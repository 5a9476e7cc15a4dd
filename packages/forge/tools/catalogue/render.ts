import { assertDistinctNames, parts } from './names.js'
import { renderFacts } from './render-facts.js'
import { renderIndex, renderPart } from './render-types.js'
import type { Source } from './source.js'

/** Every generated file: path below packages/forge/src, to its text. The same data gives the same text. */
export function renderCatalogue (source: Source): ReadonlyMap<string, string> {
  assertDistinctNames(source)
  return new Map([
    ...parts.map((part) => [`events/generated/${part.file}`, renderPart(source, part)] as const),
    ['events/generated/index.ts', renderIndex(parts)] as const,
    ['catalogue/generated/facts.ts', renderFacts(source)] as const
  ])
}
