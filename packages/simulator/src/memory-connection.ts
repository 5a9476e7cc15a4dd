import { duplexPair, type Duplex } from 'node:stream'

/** Both ends of a connection inside of this process. */
export interface MemoryConnection {
  readonly client: Duplex
  readonly server: Duplex
}

/** The longest that Node's timers take, in milliseconds (https://nodejs.org/docs/latest-v20.x/api/timers.html, "setTimeout"). */
const LONG_MS = 2_147_483_647

/**
 * A connection without a socket: what one end writes the other reads, and an end that is gone takes the other with it.
 *
 * Like a socket, the client's end keeps the process alive unless `unref()` was called, which undici does while it waits for nothing; and the server's
 * has `resetAndDestroy()`, of which the client sees `ECONNRESET`.
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
  return { client: keepAlive(client), server: Object.assign(server, { resetAndDestroy }) }
}

function keepAlive (client: Duplex): Duplex {
  const alive = setInterval(() => {}, LONG_MS)
  client.once('close', () => { clearInterval(alive) })
  return Object.assign(client, { ref: () => { alive.ref() }, unref: () => { alive.unref() } })
}

/** As Node says it of a socket: callers tell failures apart by `code`. */
export function socketError (syscall: 'connect' | 'read', code: 'ECONNREFUSED' | 'ECONNRESET'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { syscall, code })
}
