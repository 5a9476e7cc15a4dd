import { evidenceOf, isPattern, patternStart, scopesSentence } from './facts.js'
import { definitionTypeName, eventTypeName, partOfDefinition, type Part } from './names.js'
import { definitionKey, docstring, literal, objectType } from './schema-to-type.js'
import type { Schema, Source, SourceEvent } from './source.js'

/** The head of every generated file. */
export const header = [
  '// Generated from packages/forge/forge-events.json by `npm run catalogue`. Do not edit: change the data or the',
  '// generator and run it again. Long because it is a list; it holds no logic.',
  ''
].join('\n')

function eventDoc (event: SourceEvent, part: Part): string {
  return docstring([
    `${part.title} ${event.entity}: ${event.action}. \`${event.name}\``,
    '',
    scopesSentence(event),
    `Evidence: ${evidenceOf(event).meaning}.`,
    ...(event.notes === undefined ? [] : ['', ...event.notes]),
    '',
    ...event.sources.map((source) => `Source: ${source}`)
  ])
}

const renderEvent = (event: SourceEvent, part: Part): string =>
  `${eventDoc(event, part)}export interface ${eventTypeName(event.name)} ${objectType(event.payloadSchema)}\n`

const renderDefinition = ([key, schema]: readonly [string, Schema]): string =>
  `${docstring(schema.description === undefined ? [] : [schema.description])}` +
  `export interface ${definitionTypeName(key)} ${objectType(schema)}\n`

function mapEntry (event: SourceEvent): string {
  const key = isPattern(event) ? `[name: \`${patternStart(event)}\${string}\`]` : literal(event.name)
  return `  ${key}: ${eventTypeName(event.name)}\n`
}

function renderMap (events: readonly SourceEvent[], part: Part): string {
  return `${docstring([`${part.title} events: name to body.`])}export interface ${part.mapName} {\n${events.map(mapEntry).join('')}}\n`
}

/** Keys of all definitions that a schema mentions, at any depth. */
function references (value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' && typeof member === 'string' ? [definitionKey(member)] : references(member))
}

function renderImports (schemas: readonly Schema[], part: Part): string {
  const foreign = [...new Set(references(schemas))].filter((key) => partOfDefinition(key) !== part).sort()
  const files = [...new Set(foreign.map((key) => partOfDefinition(key)))]
  return files.map((from) => {
    const names = foreign.filter((key) => partOfDefinition(key) === from).map(definitionTypeName)
    return `import type { ${names.join(', ')} } from './${from.product}.js'\n`
  }).join('')
}

/** One product's file: its definitions, its events, its map. */
export function renderPart (source: Source, part: Part): string {
  const definitions = Object.entries(source.definitions).filter(([key]) => partOfDefinition(key) === part)
  const events = source.events.filter(({ product }) => product === part.product)
  const schemas = [...definitions.map(([, schema]) => schema), ...events.map(({ payloadSchema }) => payloadSchema)]
  return [
    header + renderImports(schemas, part),
    ...definitions.map(renderDefinition),
    ...events.map((event) => renderEvent(event, part)),
    renderMap(events, part)
  ].join('\n')
}

/** The generated index: every type of every part, and the map of all names. */
export function renderIndex (parts: readonly Part[]): string {
  const imports = parts.map(({ mapName, product }) => `import type { ${mapName} } from './${product}.js'\n`)
  const exports = parts.map(({ product }) => `export type * from './${product}.js'\n`)
  const doc = docstring([
    'Every event name that Forge is known to send, with the type of its body.',
    '',
    'Bodies are open: live deliveries carry members that no documentation names, and those read as `unknown`.'
  ])
  const map = `${doc}export interface ForgeEventMap extends\n  ${parts.map(({ mapName }) => mapName).join(',\n  ')} {}\n`
  return [header + imports.join(''), exports.join(''), map].join('\n')
}
