/** One call, as far as scopes look at it. */
export interface ScopedCall { readonly product: string, readonly method: string }

/**
 * Whether an app lacks what a call needs: for storage `storage:app`, for a product's API a scope of that product, for a write there one that
 * does not begin with `read:`. Which scope each path needs exactly is not simulated.
 *
 * @param scopes - As the manifest has them; absent: all that are needed.
 */
export function lacksScope (scopes: readonly string[] | undefined, { product, method }: ScopedCall): boolean {
  if (scopes === undefined || product === 'graphql') return false
  if (product === 'kvs') return !scopes.includes('storage:app')
  const isRead = method === 'GET' || method === 'HEAD'
  return !scopes.some((scope) => scope.includes(product) && (isRead || !scope.startsWith('read:')))
}
