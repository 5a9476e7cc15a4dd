import { generateKeyPair, randomUUID, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { exportJWK, type JWK } from 'jose'
import { HKS_ERR_SIMULATOR_INPUT } from './errors.js'

const generate = promisify(generateKeyPair)

/** An RSA key pair of 2,048 bits that signs invocation tokens. */
export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** The public half as a key set shows it: `kid`, `alg` RS256 and `use` sig included. */
  readonly publicJwk: Readonly<JWK>
}

/**
 * Makes a key pair that no key set shows. Handed to a token's `key` override, it is the key of an attacker.
 *
 * @param kid - @defaultValue `forge/invocation-token/<uuid>`
 */
export async function createSigningKey (kid = `forge/invocation-token/${randomUUID()}`): Promise<SigningKey> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 })
  const publicJwk = { ...await exportJWK(publicKey), kid, alg: 'RS256', use: 'sig' }
  return { kid, privateKey, publicKey, publicJwk }
}

/** What {@link KeyRing.rotate} can be told. */
export interface RotateOptions {
  /** Whether the key set shows the new key at once. @defaultValue true */
  readonly publish?: boolean
}

/** The platform's signing keys: the one that signs, and those that the key set shows. */
export class KeyRing {
  readonly #published = new Map<string, SigningKey>()
  #active: SigningKey

  /** @param keys - All are published; the first one signs. */
  constructor (keys: readonly [SigningKey, ...SigningKey[]]) {
    this.#active = keys[0]
    for (const key of keys) this.#published.set(key.kid, key)
  }

  /** A ring of the keys given, or of two new ones: the state between rotations. */
  static async create (keys: readonly SigningKey[] = []): Promise<KeyRing> {
    const [first, ...others] = keys
    return new KeyRing(first !== undefined ? [first, ...others] : await Promise.all([createSigningKey(), createSigningKey()]))
  }

  /** The key that signs from now on. */
  get active (): SigningKey {
    return this.#active
  }

  /** What the key set shows at this moment. */
  get published (): readonly SigningKey[] {
    return [...this.#published.values()]
  }

  /** The body of the key set's answer. */
  toJSON (): { keys: ReadonlyArray<Readonly<JWK>> } {
    return { keys: this.published.map((key) => key.publicJwk) }
  }

  /** Makes a new key that signs from now on. Keys that are published stay so. */
  async rotate (options: RotateOptions = {}): Promise<SigningKey> {
    const key = await createSigningKey()
    if (options.publish ?? true) this.publish(key)
    this.#active = key
    return key
  }

  /** Lets the published key `kid` sign from now on. @throws `HKS_ERR_SIMULATOR_INPUT` for a kid that is not published. */
  activate (kid: string): SigningKey {
    const key = this.#published.get(kid)
    if (key === undefined) throw new HKS_ERR_SIMULATOR_INPUT('kid', 'the kid of a published key', kid)
    this.#active = key
    return key
  }

  publish (key: SigningKey): void {
    this.#published.set(key.kid, key)
  }

  /** Takes a key out of the key set; it goes on signing if it is the active one. Returns whether it was there. */
  withdraw (kid: string): boolean {
    return this.#published.delete(kid)
  }
}
