import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers one request; it owns the response and never throws. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** A plain HTTP server on 127.0.0.1 that can go away and come back on the same port. */
export class LocalServer {
  readonly #listener: Listener
  #server: Server | undefined
  #port: number

  /** @param port - 0 takes a free one, kept from then on. */
  constructor (listener: Listener, port: number) {
    this.#listener = listener
    this.#port = port
  }

  get origin (): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Starts to listen; nothing if it does so already. Rejects as `node:net` does when the port is taken. */
  async open (): Promise<void> {
    if (this.#server !== undefined) return
    const server = createServer(this.#listener)
    this.#server = server
    try {
      server.listen(this.#port, '127.0.0.1')
      await once(server, 'listening')
    } catch (error) {
      this.#server = undefined
      throw error
    }
    // A TCP server that listens has an AddressInfo (https://nodejs.org/docs/latest-v20.x/api/net.html, "server.address()").
    this.#port = (server.address() as AddressInfo).port
  }

  /** Stops listening and cuts every connection: callers are refused from now on. */
  async close (): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}
