import type { EntityDefinition, EntityIndex } from '../remote.js'
import { entriesOf, isMembers, membersIn, textIn, type Members } from './members.js'

const TYPES = ['string', 'integer', 'float', 'boolean', 'any'] as const

/** The custom entities of `app.storage.entities`; `undefined` where a manifest has none. */
export function entitiesOf (root: Members): readonly EntityDefinition[] | undefined {
  const storage = membersIn(membersIn(root, 'app'), 'storage')
  const entries = entriesOf(storage, 'entities')
  return entries.length === 0 ? undefined : entries.map(entityOf)
}

function entityOf (entry: Members): EntityDefinition {
  const attributes = Object.keys(membersIn(entry, 'attributes')).map((name) => {
    const type = textIn(membersIn(membersIn(entry, 'attributes'), name), 'type')
    return [name, TYPES.find((one) => one === type) ?? 'any'] as const
  })
  const indexes = Array.isArray(entry['indexes']) ? entry['indexes'].flatMap(indexOf) : []
  return { name: textIn(entry, 'name') ?? '', attributes: Object.fromEntries(attributes), indexes }
}

/** An index is an attribute's name, or a mapping with a name, a range and perhaps a partition. */
function indexOf (index: unknown): EntityIndex[] {
  if (typeof index === 'string') return [{ name: index, partition: [], range: [index] }]
  if (!isMembers(index)) return []
  return [{ name: textIn(index, 'name') ?? '', partition: textsOf(index['partition']), range: textsOf(index['range']) }]
}

function textsOf (value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
