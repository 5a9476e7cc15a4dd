import type { Source } from './source.js'

/** One generated file: its products' events and the definitions with its prefix. */
export interface Part {
  readonly product: string
  readonly file: string
  readonly title: string
  /** The interface that maps this part's event names to bodies. */
  readonly mapName: string
  /** The part of a definition's key before the dot; absent where a product has no definitions. */
  readonly definitionPrefix?: string
  readonly typePrefix: string
}

const part = (product: string, title: string, typePrefix: string, definitionPrefix?: string): Part => ({
  product,
  file: `${product}.ts`,
  title,
  mapName: `${product === 'forge' ? 'ForgePlatform' : typePrefix}EventMap`,
  typePrefix,
  ...(definitionPrefix === undefined ? {} : { definitionPrefix })
})

/** All parts, in the order of the generated index. */
export const parts: readonly Part[] = [
  part('confluence', 'Confluence', 'Confluence', 'confluence'),
  part('jira', 'Jira', 'Jira', 'jira'),
  part('jira-software', 'Jira Software', 'JiraSoftware', 'jsw'),
  part('jira-service-management', 'Jira Service Management', 'JiraServiceManagement'),
  part('bitbucket', 'Bitbucket', 'Bitbucket', 'bitbucket'),
  part('compass', 'Compass', 'Compass'),
  part('forge', 'Forge', 'Forge', 'forge')
]

const pascal = (text: string): string => text.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '')
  .map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')

/** `avi:confluence:created:space:V2` becomes `ConfluenceCreatedSpaceV2`; placeholders in braces are left out. */
export const eventTypeName = (eventName: string): string => pascal(eventName.replace(/^avi:/, '').replace(/\{[^}]*\}/g, ''))

/** The part whose file holds a definition such as `jsw.Board`. */
export function partOfDefinition (key: string): Part {
  const prefix = key.slice(0, key.indexOf('.'))
  const found = parts.find((one) => one.definitionPrefix === prefix)
  if (found === undefined) throw new Error(`No generated file is meant for the definition ${key}`)
  return found
}

/** `jsw.Board` becomes `JiraSoftwareBoard`. */
export const definitionTypeName = (key: string): string =>
  partOfDefinition(key).typePrefix + pascal(key.slice(key.indexOf('.') + 1))

/** Refuses data whose type names would collide: all parts are exported from one index. */
export function assertDistinctNames (source: Source): void {
  const seen = new Set<string>(parts.map((one) => one.mapName))
  const definitions = Object.keys(source.definitions).map(definitionTypeName)
  const events = source.events.map(({ name }) => eventTypeName(name))
  for (const name of [...definitions, ...events]) {
    if (seen.has(name)) throw new Error(`Two types of the catalogue would be called ${name}`)
    seen.add(name)
  }
}
