/** A mapping of a YAML document, as far as anybody knows. */
export type Members = Readonly<Record<string, unknown>>

export function isMembers (value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The mapping under a name; an empty one where there is none. */
export function membersIn (members: Members, name: string): Members {
  const value = members[name]
  return isMembers(value) ? value : {}
}

/** The text under a name, unless it is empty. */
export function textIn (members: Members, name: string): string | undefined {
  const value = members[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The mappings of the list under a name. */
export function entriesOf (members: Members, name: string): readonly Members[] {
  const value = members[name]
  return Array.isArray(value) ? value.filter(isMembers) : []
}
