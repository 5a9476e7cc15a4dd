import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@hooksmith/contracts'
import type { KeyRing } from './keys.js'
import type { LocalNetwork } from './local-network.js'
import type { LocalServer } from './local-server.js'
import type { Switches } from './switches.js'

/**
 * How the key set can fail:
 * `status` answers with it and no keys; `garbage` answers 200 with a text that is no key set; `hang` takes the request and
 * never answers; `reset` cuts the connection; `refuse` takes no connection at all.
 */
export type KeySetFault =
  | { readonly kind: 'status', readonly status: number }
  | { readonly kind: 'garbage', readonly body?: string }
  | { readonly kind: 'hang' | 'reset' | 'refuse' }

/** One request that reached the key set server. Under `refuse` none does. */
export interface KeySetFetch {
  readonly at: number
  readonly path: string
}

const PATH = '/.well-known/jwks.json'

/** The wait of the position `slow`, in milliseconds: longer than a delivery may take. */
const SLOW_MS = 10_000

/**
 * The origin that publishes the platform's keys, at an address of its own.
 *
 * Any path that ends in `/.well-known/jwks.json` shows the same keys, so that the URL template of an Isolated Cloud
 * ({@link KeySetServer.urlTemplate}) can be followed.
 */
export class KeySetServer {
  /** Added to every answer's wait, in milliseconds of the clock. */
  delayMs = 0
  /** Added to the clock's time in the `date` header, in milliseconds. */
  dateOffsetMs = 0
  readonly keys: KeyRing
  readonly #clock: Clock
  readonly #server: LocalServer
  #fault: KeySetFault | undefined
  #fetches: KeySetFetch[] = []

  constructor (keys: KeyRing, clock: Clock, network: LocalNetwork, port: number) {
    this.keys = keys
    this.#clock = clock
    this.#server = network.serve((request, response) => { this.#take(request, response) }, 'keys', port)
  }

  get url (): string {
    return `${this.#server.origin}${PATH}`
  }

  /** As Atlassian hands it out for an Isolated Cloud, with `{IC_LABEL}` for the label. */
  get urlTemplate (): string {
    return `${this.#server.origin}/{IC_LABEL}${PATH}`
  }

  /** Requests that arrived, answered or not, in order. */
  get fetches (): readonly KeySetFetch[] {
    return [...this.#fetches]
  }

  get fetchCount (): number {
    return this.#fetches.length
  }

  forgetFetches (): void {
    this.#fetches = []
  }

  async open (): Promise<void> {
    await this.#server.open()
  }

  async close (): Promise<void> {
    await this.#server.close()
  }

  /** Fails from now on, until {@link KeySetServer.heal}. Requests that wait already are not touched, except by `refuse`. */
  async fail (fault: KeySetFault): Promise<void> {
    this.#fault = fault
    if (fault.kind === 'refuse') await this.#server.close()
    else await this.#server.open()
  }

  /** Answers again, on the same URL. */
  async heal (): Promise<void> {
    this.#fault = undefined
    await this.#server.open()
  }

  /** Puts keys and server into a position of the switch `keySet`. */
  async setUp (position: Switches['keySet']): Promise<void> {
    this.delayMs = position === 'slow' ? SLOW_MS : 0
    if (position === 'outage') await this.fail({ kind: 'status', status: 503 })
    else if (position === 'garbage') await this.fail({ kind: 'garbage' })
    else await this.heal()
    if (position === 'unknown key') this.keys.withdraw(this.keys.active.kid)
    if (position === 'serving') this.keys.publish(this.keys.active)
  }

  #take (request: IncomingMessage, response: ServerResponse): void {
    request.resume()
    const path = request.url ?? '/'
    this.#fetches.push({ at: this.#clock.now(), path })
    if (this.delayMs <= 0) return this.#answer(path, response)
    const cancel = this.#clock.after(this.delayMs, () => { this.#answer(path, response) })
    response.once('close', cancel)
  }

  #answer (path: string, response: ServerResponse): void {
    const fault = this.#fault
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'reset') { response.destroy(); return }
    response.setHeader('date', new Date(this.#clock.now() + this.dateOffsetMs).toUTCString())
    response.setHeader('content-type', 'application/json')
    if (fault?.kind === 'status') response.writeHead(fault.status).end('{"message":"scripted"}')
    else if (fault?.kind === 'garbage') response.end(fault.body ?? '<html>not a key set</html>')
    else if (path.split('?')[0]?.endsWith(PATH)) response.end(JSON.stringify(this.keys))
    else response.writeHead(404).end('{"message":"not found"}')
  }
}
