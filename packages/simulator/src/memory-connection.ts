import { duplexPair, type Duplex } from 'node:stream'

/** Both ends of a connection inside of this process. */
export interface MemoryConnection {
  readonly client: Duplex
  readonly server: Duplex
}

/**
 * A connection without a socket: what one end writes the other reads, and an end that is gone takes the other with it. The server's end has
 * `resetAndDestroy()`, as a socket has; the client then sees `ECONNRESET`.
 */
export function connectInMemory (): MemoryConnection {
  const [client, server] = duplexPair()
  client.once('close', () => { server.destroy() })
  server.once('close', () => { client.destroy() })
  // A socket of Node's hangs up when the other side has; a server's stays until it has answered.
  client.allowHalfOpen = false
  const resetAndDestroy = (): void => {
    client.destroy(socketError('read', 'ECONNRESET'))
    server.destroy()
  }
  return { client, server: Object.assign(server, { resetAndDestroy }) }
}

/** As Node says it of a socket: callers tell failures apart by `code`. */
export function socketError (syscall: 'connect' | 'read', code: 'ECONNREFUSED' | 'ECONNRESET'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { syscall, code })
}
