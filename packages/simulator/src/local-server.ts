import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { connectInMemory } from './memory-connection.js'

/** Answers one request; it owns the response and never throws. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Where a server is: at a port of 127.0.0.1, 0 for a free one that it keeps; or under a name, where nobody listens. */
export type Place = { readonly port: number } | { readonly host: string }

/** An HTTP server of this process that can go away and come back at the same address. */
export class LocalServer {
  readonly #listener: Listener
  /** Callers' ends. */
  readonly #connections = new Set<Duplex>()
  #server: Server | undefined
  #place: Place

  constructor (listener: Listener, place: Place) {
    this.#listener = listener
    this.#place = place
  }

  get origin (): string {
    return 'host' in this.#place ? `https://${this.#place.host}` : `http://127.0.0.1:${this.#place.port}`
  }

  /** Takes connections from now on; nothing if it does so already. Rejects as `node:net` does when the port is taken. */
  async open (): Promise<void> {
    if (this.#server !== undefined) return
    const server = createServer(this.#listener)
    this.#server = server
    if ('host' in this.#place) return
    try {
      server.listen(this.#place.port, '127.0.0.1')
      await once(server, 'listening')
    } catch (error) {
      this.#server = undefined
      throw error
    }
    // A TCP server that listens has an AddressInfo (https://nodejs.org/docs/latest-v20.x/api/net.html, "server.address()").
    this.#place = { port: (server.address() as AddressInfo).port }
  }

  /** The caller's end of a new connection that touches no network; `undefined` where a caller is refused. */
  connect (): Duplex | undefined {
    if (this.#server === undefined) return undefined
    const { client, server } = connectInMemory()
    this.#connections.add(client)
    client.once('close', () => { this.#connections.delete(client) })
    // Any Duplex may be given to a server so (https://nodejs.org/docs/latest-v20.x/api/http.html, "Event: 'connection'").
    this.#server.emit('connection', server)
    return client
  }

  /** Cuts every connection: callers are refused from now on. */
  async close (): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    this.#server = undefined
    await Promise.all([...this.#connections].map(cut))
    if ('host' in this.#place) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}

/** Resolves when the caller knows. */
async function cut (connection: Duplex): Promise<void> {
  const closed = new Promise((resolve) => { connection.once('close', resolve) })
  connection.destroy()
  await closed
}
