/** What a pattern is, once read. */
export type Pattern =
  | { readonly kind: 'exact', readonly name: string }
  | { readonly kind: 'glob', readonly segments: readonly string[], readonly isOpen: boolean }

/**
 * Reads an exact name, or a glob by segment between colons: `*` stands for one segment, `**` for one or more and only at the end.
 * An empty segment counts as one. Anything else is data.
 *
 * @returns The pattern, or a sentence that says what is wrong with it.
 */
export function parsePattern (text: string): Pattern | string {
  if (typeof text !== 'string' || text.length < 1 || text.length > 256) return 'a pattern has 1 to 256 characters'
  const segments = text.split(':')
  const wild = segments.filter((segment) => segment.includes('*'))
  if (wild.length === 0) return { kind: 'exact', name: text }
  const odd = wild.find((segment) => segment !== '*' && segment !== '**')
  if (odd !== undefined) return `'*' stands for a whole segment between colons, not for part of '${odd}'`
  const isOpen = segments.at(-1) === '**'
  if (segments.indexOf('**') !== (isOpen ? segments.length - 1 : -1)) return "'**' stands only at the end"
  return { kind: 'glob', segments: isOpen ? segments.slice(0, -1) : segments, isOpen }
}

/** Whether an event type is one that the pattern means. */
export function matchesPattern (pattern: Pattern, type: string): boolean {
  if (pattern.kind === 'exact') return pattern.name === type
  const segments = type.split(':')
  const { length } = pattern.segments
  if (pattern.isOpen ? segments.length <= length : segments.length !== length) return false
  return pattern.segments.every((segment, at) => segment === '*' || segment === segments[at])
}
