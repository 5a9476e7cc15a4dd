/** Lets a nonce through once: the first use wins, across all processes that share the Store underneath. */
export interface NonceGuard {
  /**
   * Claims `nonce` within `scope` (a sender, a tenant) until `expiresAt`, epoch milliseconds. Resolves to `true` for the
   * first caller and to `false` for every later one until then. Scope and nonce are data: no two pairs collide. An
   * instant in the past resolves to `false`: such a nonce can no longer be guarded.
   *
   * Rejects as the Store underneath does; whoever asked must then refuse the request with 503, not let it through.
   */
  claim (scope: string, nonce: string, expiresAt: number): Promise<boolean>
}
