/** A token of the app for one tenant, with what is needed to use it. */
export interface AppToken {
  /** The bearer token itself. Never logged. */
  readonly value: string
  /** From the token's `exp`, converted to epoch milliseconds. */
  readonly expiresAt: number
  /** The base URL of the API that the verified caller named for it. */
  readonly apiBaseUrl: string
}

/**
 * App tokens by tenant.
 *
 * Rank is the expiry, so the token that lives longest wins, whoever writes last and in whichever process. Nothing
 * erases a token but {@link TokenStore.delete} and its own expiry. Tokens are encrypted before they leave the process's memory.
 *
 * Rejections are those of the Store underneath, and `HKS_ERR_TOKEN_UNREADABLE` for a token that no key of the list decrypts.
 */
export interface TokenStore {
  /**
   * The newest token of `tenant`, or `undefined` when there is none that lives past the present instant plus the
   * margin of the store.
   */
  get (tenant: string): Promise<AppToken | undefined>
  /**
   * Keeps `token` unless one is there that expires at the same instant or later. Resolves, once stored, to whether it wrote. A token
   * whose expiry has passed is taken and reads as missing.
   */
  put (tenant: string, token: AppToken): Promise<boolean>
  /** Forgets the token of `tenant`; resolves to whether there was one. */
  delete (tenant: string): Promise<boolean>
}
