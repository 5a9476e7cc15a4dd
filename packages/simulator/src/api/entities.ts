import type { JsonValue } from '@hooksmith/contracts'
import type { EntityDefinition, EntityIndex } from '../remote.js'
import type { ApiAnswer } from './documents.js'
import { objectOf } from './json.js'
import { entityNameProblem, refusal } from './kvs-limits.js'

/** Every entity has this index over its keys. */
const KEY_INDEX: EntityIndex = Object.freeze({ name: 'by-key', partition: [], range: [] })

const IS_OF: Readonly<Record<EntityDefinition['attributes'][string], (value: JsonValue) => boolean>> = {
  string: (value) => typeof value === 'string',
  // Integers of custom entities have 32 bits (…/forge/storage-reference/storage-api-custom-entities/, read 2026-08).
  integer: (value) => typeof value === 'number' && Number.isInteger(value) && value === (value | 0),
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  any: () => true
}

/** What an app's manifest says about its custom entities. Without definitions any entity, attribute and index is good. */
export class Entities {
  readonly #definitions: readonly EntityDefinition[] | undefined

  constructor (definitions: readonly EntityDefinition[] | undefined) {
    this.#definitions = definitions
  }

  nameProblem (name: unknown): ApiAnswer | undefined {
    const problem = entityNameProblem(name)
    if (problem !== undefined || this.#definitions === undefined) return problem
    return this.#of(String(name)) === undefined ? refusal('INVALID_ENTITY_TYPE', 'The manifest defines no such entity.') : undefined
  }

  /** What is wrong with an entity's value: it is no object, or an attribute of it is not of the type that the manifest gives it. */
  valueProblem (name: string, value: JsonValue | undefined): ApiAnswer | undefined {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isObject) return refusal('INVALID_ENTITY_VALUE', 'The value of an entity is an object.')
    const attributes = this.#of(name)?.attributes
    if (attributes === undefined) return undefined
    const bad = Object.entries(objectOf(value)).find(([attribute, member]) => {
      const type = attributes[attribute]
      return type === undefined || !IS_OF[type](member)
    })
    return bad === undefined ? undefined : refusal('INVALID_ENTITY_VALUE', `The attribute '${bad[0]}' is not of a type that the manifest defines.`)
  }

  /** The index of an entity by name; without definitions, one over the attribute of that name. */
  index (entity: string, name: unknown): EntityIndex | undefined {
    if (typeof name !== 'string' || name === '') return undefined
    if (name === KEY_INDEX.name) return KEY_INDEX
    if (this.#definitions === undefined) return { name, partition: [], range: [name] }
    return this.#of(entity)?.indexes.find((index) => index.name === name)
  }

  #of (name: string): EntityDefinition | undefined {
    return this.#definitions?.find((definition) => definition.name === name)
  }
}
