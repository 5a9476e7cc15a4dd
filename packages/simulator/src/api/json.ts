import type { JsonObject } from '../options.js'

/** Bodies are parsed JSON, so an object of it is a JsonObject; an empty one for everything else. */
export function objectOf (value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : {}
}

/** The objects of a list; none for everything else. */
export function listOf (value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}
