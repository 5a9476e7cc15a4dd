import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP proxy on 127.0.0.1 that loses answers: the command reaches the server, and the connection breaks in place of its reply. */
export class LossyProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #left = 0
  #lost = 0

  private constructor (server: Server) {
    this.#server = server
  }

  static async start (targetPort: number): Promise<LossyProxy> {
    const server = createServer()
    const proxy = new LossyProxy(server)
    server.on('connection', (client) => { proxy.#join(client, connect(targetPort, '127.0.0.1')) })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get url (): string {
    const address = this.#server.address()
    return `redis://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** How many answers were lost so far. */
  get lost (): number { return this.#lost }

  /** The next so many answers are lost. */
  lose (answers: number): void {
    this.#left = answers
  }

  async close (): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join (client: Socket, target: Socket): void {
    for (const [socket, other] of [[client, target], [target, client]] as const) {
      this.#sockets.add(socket)
      // Whatever ends one side ends the other; the socket's error has no reader but its close.
      socket.on('error', () => {})
      socket.on('close', () => { this.#sockets.delete(socket); other.destroy() })
    }
    client.on('data', (chunk) => { target.write(chunk) })
    target.on('data', (chunk) => {
      if (this.#left === 0) { client.write(chunk); return }
      this.#left--
      this.#lost++
      client.resetAndDestroy()
    })
  }
}
