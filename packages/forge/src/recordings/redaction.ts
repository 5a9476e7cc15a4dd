import { createHash } from 'node:crypto'
import type { JsonValue } from '@hooksmith/contracts'

/** Members whose texts name a person, in the products' bodies. */
export const PERSONAL_MEMBERS: readonly string[] = Object.freeze([
  'displayName', 'publicName', 'fullName', 'nickname', 'username', 'email', 'emailAddress', 'avatarUrl', 'profilePicture'
])

/** What stands in place of a secret or a name. */
export const REDACTED = '[redacted]'

/** Members that hold a credential, at any depth. `encryptedData` is undocumented, so nobody knows what is in it. */
const SECRET_MEMBER = /token$|secret|password|^authorization$|api[-_]?key|credential|^encryptedData$/i
/** A compact JWS or JWE (RFC 7515, RFC 7516), or a part of one: base64url of a JSON object, and what follows it. */
const JWT = /eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/g
/** What an Atlassian account id looks like: 24 hex digits, or a number and a UUID. */
const ACCOUNT_ID = /\b(?:[0-9a-f]{24}|\d{6}:[0-9a-f]{8}-[0-9a-f-]{27})\b/g
/** Begins where a word does, so that a long text without an address is gone through once. */
const EMAIL = /(?<![^\s@<>()"',;:])[^\s@<>()"',;:]+@[^\s@<>()"',;:]{1,200}\.[\p{L}\d-]{2,63}/gu

/** What one request must not tell. */
export interface RedactionParts {
  /** Tokens as they came, none of them empty: they go wherever they stand. */
  readonly secrets: readonly string[]
  /** UUIDs that are replaced by {@link pseudonymOf}. */
  readonly ids: readonly string[]
  /** Names of members whose texts go, besides those of secrets. */
  readonly personal: readonly string[]
}

/** Takes out of JSON what it must not tell. The form of a body stays: members keep their place. */
export class Redaction {
  readonly #secrets: readonly string[]
  readonly #ids: ReadonlyArray<readonly [id: string, pseudonym: string]>
  readonly #personal: ReadonlySet<string>

  constructor ({ secrets, ids, personal }: RedactionParts) {
    this.#secrets = secrets
    this.#ids = ids.map((id) => [id, pseudonymOf(id)])
    this.#personal = new Set(personal)
  }

  text (text: string): string {
    const open = this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text)
    const anonymous = this.#ids.reduce((rest, [id, pseudonym]) => rest.replaceAll(id, pseudonym), open)
    return anonymous.replace(JWT, REDACTED).replace(EMAIL, 'somebody@example.invalid').replace(ACCOUNT_ID, accountPseudonym)
  }

  /** @param value - Nested 100 levels deep at most. */
  json (value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item: JsonValue) => this.json(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.text(name), this.#member(name, item)]))
  }

  #member (name: string, value: JsonValue): JsonValue {
    if (SECRET_MEMBER.test(name)) return value === null ? null : REDACTED
    return this.#personal.has(name) && typeof value === 'string' ? REDACTED : this.json(value)
  }
}

/** A UUID in place of another, always the same; nobody finds the way back to one that is random. */
export function pseudonymOf (id: string): string {
  return createHash('sha256').update(id).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

function accountPseudonym (id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 24)
}
