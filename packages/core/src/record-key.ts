import { createHash } from 'node:crypto'

/**
 * A Store key for things that are named by free text: short whatever the names are, and different for different names.
 *
 * @param area - What lies under the key, for example `token`. It stands in front, so that one area can be listed.
 */
export function recordKey (area: string, ...names: readonly string[]): string {
  // JSON keeps the names apart, and writes half surrogate pairs, which UTF-8 cannot, as escapes.
  return `${area}:${createHash('sha256').update(JSON.stringify(names)).digest('base64url')}`
}
