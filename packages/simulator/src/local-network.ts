import type { Socket } from 'node:net'
import { Agent, type buildConnector, type Dispatcher } from 'undici'
import { HKS_ERR_SIMULATOR_HOST } from './errors.js'
import { LocalServer, type Listener } from './local-server.js'
import { socketError } from './memory-connection.js'

/** Under it are the names of servers that listen nowhere. No resolver finds any of them (RFC 6761 §6.4). */
const DOMAIN = 'simulator.invalid'

/**
 * The servers of one simulator, and the way to them that no network is part of.
 *
 * Their addresses are ports of 127.0.0.1, or else names under `simulator.invalid`, with `https`, as receivers ask of what is not on this machine; there is
 * no TLS in it, since nothing leaves the process.
 */
export class LocalNetwork {
  /** Leads to the servers of this network, and nowhere else: any other origin is refused with `HKS_ERR_SIMULATOR_HOST`. It has no deadlines. */
  readonly dispatcher: Dispatcher
  readonly #listens: boolean
  readonly #servers: LocalServer[] = []

  constructor (listens: boolean) {
    this.#listens = listens
    // A microtask later: undici takes no answer before its question has ended.
    const connect: buildConnector.connector = (to, callback) => { queueMicrotask(() => { this.#connect(to, callback) }) }
    this.dispatcher = new Agent({ connect, headersTimeout: 0, bodyTimeout: 0 })
  }

  /** A server that is not open yet. @param port - Where it listens; 0 takes a free one. */
  serve (listener: Listener, name: string, port: number): LocalServer {
    const server = new LocalServer(listener, this.#listens ? { port } : { host: `${name}.${DOMAIN}` })
    this.#servers.push(server)
    return server
  }

  /** Breaks off what goes through the dispatcher. Twice is fine; the servers are for others to close. */
  async close (): Promise<void> {
    await this.dispatcher.destroy()
  }

  #connect ({ protocol, host = '' }: buildConnector.Options, callback: buildConnector.Callback): void {
    const origin = `${protocol}//${host}`
    const server = this.#servers.find((one) => one.origin === origin)
    if (server === undefined) return callback(new HKS_ERR_SIMULATOR_HOST(origin, this.#servers.map((one) => one.origin).join(' and ')), null)
    const connection = server.connect()
    if (connection === undefined) return callback(socketError('connect', 'ECONNREFUSED'), null)
    // undici wants a Duplex: whatever else a socket has it calls only where it is there (lib/dispatcher/client-h1.js, 7.30.2), and a test shows it.
    callback(null, connection as Socket)
  }
}
