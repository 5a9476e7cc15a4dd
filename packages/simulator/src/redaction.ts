import type { JsonValue } from '@hooksmith/contracts'
import { fingerprintOf } from './fingerprint.js'

const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-forge-oauth-system', 'x-forge-oauth-user'])

/** Replaces what was secret in one delivery wherever it appears: in its headers, its body, its answer. */
export class Redaction {
  readonly #secrets = new Set<string>()

  /** @param isOn - When off, everything passes through as it is. */
  constructor (headers: Readonly<Record<string, string>>, others: readonly string[], isOn: boolean) {
    if (!isOn) return
    for (const [name, value] of Object.entries(headers)) if (SECRET_HEADERS.has(name)) this.#secrets.add(value.replace(/^Bearer /i, ''))
    for (const secret of others) this.#secrets.add(secret)
    this.#secrets.delete('')
  }

  text (text: string): string {
    let redacted = text
    for (const secret of this.#secrets) redacted = redacted.replaceAll(secret, `[redacted ${fingerprintOf(secret)}]`)
    return redacted
  }

  headers (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.text(value)]))
  }

  json (value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item: JsonValue) => this.json(item))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.json(item)]))
  }
}
