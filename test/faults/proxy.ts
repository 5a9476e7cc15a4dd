import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * A TCP proxy on 127.0.0.1 that fails as networks do: `cut` ends every connection, `swallow` lets them stand and carries nothing, in either
 * direction, as after a moved address; new connections are taken and lead nowhere as well. `heal` ends that for new connections.
 */
export class Proxy {
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #isSwallowing = false

  private constructor (server: Server) {
    this.#server = server
  }

  static async start (targetPort: number): Promise<Proxy> {
    const server = createServer()
    const proxy = new Proxy(server)
    server.on('connection', (client) => { proxy.#join(client, connect(targetPort, '127.0.0.1')) })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get port (): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Ends every connection at once, in the middle of whatever it carries. New ones work. */
  cut (): void {
    for (const pair of this.#pairs) for (const socket of pair) reset(socket)
    this.#pairs.clear()
  }

  /** From now on nothing gets through, and nobody is told. */
  swallow (): void {
    this.#isSwallowing = true
  }

  /** New connections work again; the old ones stay dead without a word until somebody gives them up. */
  heal (): void {
    this.#isSwallowing = false
  }

  async close (): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #join (client: Socket, target: Socket): void {
    const pair = [client, target] as const
    this.#pairs.add(pair)
    let isDead = this.#isSwallowing
    const carry = (from: Socket, to: Socket): void => {
      from.on('data', (chunk) => {
        isDead ||= this.#isSwallowing
        if (!isDead) to.write(chunk)
      })
      // Whatever ends one side ends the other; the socket's error has no reader but its close.
      from.on('error', () => {})
      from.on('close', () => {
        if (!isDead) to.destroy()
        if (from === client) { this.#pairs.delete(pair); target.destroy() }
      })
    }
    carry(client, target)
    carry(target, client)
  }
}

/**
 * A reset of a socket that is ending is refused by libuv (uv_tcp_close_reset, UV_EINVAL), yet Node 20 counts its handle as closing from then on:
 * the process spins for ever when it ends by itself.
 */
function reset (socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
