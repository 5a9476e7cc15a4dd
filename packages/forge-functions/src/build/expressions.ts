import type { AnyNode, MemberExpression, Property } from 'acorn'

/** The name that a member is read by; `undefined` for a computed one. */
export function propertyOf ({ property, computed }: MemberExpression): string | undefined {
  if (property.type === 'Identifier' && !computed) return property.name
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined
}

/** The name of a property in a pattern; `undefined` for a computed one. */
export function keyOf ({ key, computed }: Pick<Property, 'key' | 'computed'>): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined
}

/** What is called, by its last name: of `a.b.c()` and of `(0, c)()` it is `c`. */
export function lastNameOf (callee: AnyNode): string | undefined {
  switch (callee.type) {
    case 'Identifier': return callee.name
    case 'MemberExpression': return propertyOf(callee)
    case 'SequenceExpression': {
      const last = callee.expressions.at(-1)
      return last === undefined ? undefined : lastNameOf(last)
    }
    default: return undefined
  }
}
