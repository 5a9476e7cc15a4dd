import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { KeySetAnswer } from '@hooksmith/contracts/conformance'

/** A key pair with the id that the key set has it under. */
export interface SigningPair {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

let made = 0

/** RSA keys are slow to make, and their number does not matter to a test. */
export function makePair (): SigningPair {
  return { kid: `forge/invocation-token/${++made}`, ...generateKeyPairSync('rsa', { modulusLength: 2_048 }) }
}

/** A key set's origin on this machine. */
export class KeyServer {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #onEnd: Array<() => void> = []
  readonly paths: string[] = []
  answer: KeySetAnswer | ((response: ServerResponse) => void) = 'keys'
  pair: SigningPair
  /** What the `date` header says. */
  now: () => number

  private constructor (pair: SigningPair, now: () => number) {
    this.pair = pair
    this.now = now
    this.#server = createServer((request, response) => { this.#respond(request, response) })
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => { this.#sockets.delete(socket) })
    })
  }

  static async start (pair: SigningPair, now: () => number = Date.now): Promise<KeyServer> {
    const server = new KeyServer(pair, now)
    await new Promise<void>((resolve) => { server.#server.listen(0, '127.0.0.1', resolve) })
    return server
  }

  get url (): string {
    return `${this.origin}/.well-known/jwks.json`
  }

  get origin (): string {
    // It listens on TCP, so the address is one.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close (): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => { this.#server.close(resolve) })
  }

  /** Resolves when the next request that ends has ended, answered or given up. */
  async nextEnd (): Promise<void> {
    await new Promise<void>((resolve) => { this.#onEnd.push(resolve) })
  }

  #respond (request: IncomingMessage, response: ServerResponse): void {
    this.paths.push(request.url ?? '')
    response.on('close', () => { for (const tell of this.#onEnd.splice(0)) tell() })
    response.setHeader('date', new Date(this.now()).toUTCString())
    if (typeof this.answer === 'function') { this.answer(response); return }
    switch (this.answer) {
      case 'hang': return
      case 'down': request.socket.destroy(); return
      case 'status 500': response.writeHead(500).end('{"keys":[]}'); return
      case 'text': response.end('these are not keys'); return
      case 'json without keys': response.end('{"no":"keys"}'); return
      case 'keys': response.end(JSON.stringify({ keys: [publicJwk(this.pair)] }))
    }
  }
}

export function publicJwk ({ kid, publicKey }: SigningPair): Record<string, unknown> {
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }
}
