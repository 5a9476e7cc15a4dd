import type { AppToken } from '@hooksmith/contracts'

/** As whom a call is made. */
export interface Identity {
  /** The token of the call, with the base URL that a verified caller named. */
  token (signal: AbortSignal | undefined): Promise<AppToken>
  /** Told that the token was answered 401. */
  onRefused? (token: AppToken): void
}

/** For whom a call is made, and in what course of things. */
export interface Origin {
  readonly tenant: string
  readonly identity: Identity
  /** W3C trace context that calls carry on. */
  readonly traceparent?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Node 20 collects a signal that nothing but AbortSignal.any() refers to, such as AbortSignal.timeout(), and it never fires: kept as long as what it makes. */
const SOURCES = new WeakMap<AbortSignal, readonly AbortSignal[]>()

/** What ends when either does; `undefined` when nothing can end it. */
export function eitherSignal (one: AbortSignal | null | undefined, other: AbortSignal | null | undefined): AbortSignal | undefined {
  if (one === null || one === undefined) return other ?? undefined
  if (other === null || other === undefined) return one
  const either = AbortSignal.any([one, other])
  SOURCES.set(either, [one, other])
  return either
}
