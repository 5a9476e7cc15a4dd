import type { Clock } from '@hooksmith/contracts'
import { HKS_ERR_VERIFIER_CLAIMS, HKS_ERR_VERIFIER_KEYS_UNAVAILABLE } from '@hooksmith/contracts'
import { decodeJwt } from 'jose'
import type { KeySetOptions } from './key-set-options.js'
import { KeySet } from './key-set.js'

/** Source: https://developer.atlassian.com/platform/forge/remote/essentials/ ("Isolated Cloud"), read 2026-08. */
const IC_LABEL = /^[a-z0-9_-]{1,50}$/
/** Labels come from tokens that are not verified yet, so the number of their key sets is bounded. */
const MAX_ISOLATED = 16

/** The key set for every token: one URL, and one more per Isolated Cloud where a template was configured. */
export class KeySets {
  readonly main: KeySet
  readonly #template: string | undefined
  readonly #options: KeySetOptions
  readonly #clock: Clock
  readonly #isolated = new Map<string, KeySet>()

  /** @param template - URL with `{IC_LABEL}` in it, as Atlassian gave it. */
  constructor (url: string, template: string | undefined, options: KeySetOptions, clock: Clock) {
    this.main = new KeySet(url, options, clock)
    this.#template = template
    this.#options = options
    this.#clock = clock
  }

  /**
   * The key set that a token claims to be signed with. Without a template every token is checked against the main one, and an
   * Isolated Cloud's fails there.
   *
   * @throws `HKS_ERR_VERIFIER_CLAIMS` for a label that must not become part of a URL.
   */
  of (token: string): KeySet {
    if (this.#template === undefined) return this.main
    const label = labelOf(token)
    if (label === undefined) return this.main
    if (typeof label !== 'string' || !IC_LABEL.test(label)) throw new HKS_ERR_VERIFIER_CLAIMS('icLabel')
    return this.#isolated.get(label) ?? this.#open(label, this.#template)
  }

  #open (label: string, template: string): KeySet {
    if (this.#isolated.size >= MAX_ISOLATED) this.#evict()
    const keySet = new KeySet(template.replaceAll('{IC_LABEL}', label), this.#options, this.#clock)
    this.#isolated.set(label, keySet)
    return keySet
  }

  /** Makes room by dropping one that never brought a key: labels that somebody invented do not push out real ones. */
  #evict (): void {
    for (const [label, keySet] of this.#isolated) {
      if (keySet.isLoaded) continue
      this.#isolated.delete(label)
      return
    }
    throw new HKS_ERR_VERIFIER_KEYS_UNAVAILABLE(`there are ${MAX_ISOLATED} Isolated Clouds already`)
  }
}

function labelOf (token: string): unknown {
  try {
    return decodeJwt(token)['icLabel']
  } catch {
    // Not a token: verification against the main key set says so.
    return undefined
  }
}
