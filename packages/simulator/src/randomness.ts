import { createCipheriv, createHash, randomBytes, type Cipher } from 'node:crypto'

/**
 * Where everything random in a simulator comes from: ids, nonces, lag, order, chance. The same seed gives the same
 * values in the same order, on every machine and in every release of Node; only signing keys are outside of it.
 *
 * The bytes are the key stream of AES-128 in counter mode, keyed by the seed. They are for tests and protect nothing.
 */
export class Randomness {
  readonly seed: string
  readonly #stream: Cipher
  #left = Buffer.alloc(0)

  /** @param seed - Any text. @defaultValue 32 random hex digits */
  constructor (seed = randomBytes(16).toString('hex')) {
    this.seed = seed
    const digest = createHash('sha256').update(seed).digest()
    this.#stream = createCipheriv('aes-128-ctr', digest.subarray(0, 16), digest.subarray(16))
  }

  /** A source of its own for `label`: what others draw meanwhile changes nothing about it. */
  fork (label: string): Randomness {
    return new Randomness(`${this.seed}/${label}`)
  }

  bytes (count: number): Buffer {
    if (this.#left.length < count) this.#left = this.#stream.update(Buffer.alloc(Math.max(256, count)))
    const taken = this.#left.subarray(0, count)
    this.#left = this.#left.subarray(count)
    return taken
  }

  hex (bytes: number): string {
    return this.bytes(bytes).toString('hex')
  }

  base64url (bytes: number): string {
    return this.bytes(bytes).toString('base64url')
  }

  /** A UUID of version 4 (RFC 9562 §5.4). */
  uuid (): string {
    const bytes = Buffer.from(this.bytes(16))
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  /** From 0, up to 1 without 1. */
  fraction (): number {
    return this.bytes(6).readUIntBE(0, 6) / 2 ** 48
  }

  /** Whether something of this probability happens now. */
  chance (probability: number): boolean {
    return this.fraction() < probability
  }

  /** A whole number from 0, up to `limit` without `limit`. */
  below (limit: number): number {
    return Math.floor(this.fraction() * limit)
  }
}
