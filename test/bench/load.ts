import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'
import { quantile } from './arithmetic.js'
import { eventBody } from './sample.js'

/** Connections that are kept busy. */
const CONNECTIONS = 64

/** What one round of load came to. */
export interface Round {
  readonly p99Ms: number
  readonly sent: number
  readonly errors: number
}

/** What is sent. */
export interface LoadOptions {
  readonly url: string
  readonly authorization: string
  /** Requests, each with a body of its own; rounded up to a multiple of the connections. */
  readonly amount: number
  /** Requests a second over all connections; absent: as many as will go. */
  readonly rate?: number
}

/** Sends a fixed number of different events as fast as they are answered, or at a rate. */
export async function load ({ url, authorization, amount, rate }: LoadOptions): Promise<Round> {
  const each = Math.ceil(amount / CONNECTIONS)
  const times: number[] = []
  const setUp = connectionSetup(randomUUID(), authorization, each)
  const result = await autocannon({
    url: `${url}/forge/events`,
    connections: CONNECTIONS,
    amount: each * CONNECTIONS,
    timeout: 30,
    ...rate === undefined ? {} : { overallRate: rate },
    setupClient: (client) => {
      setUp(client)
      // The result's own percentiles are whole milliseconds.
      client.on('response', (_status, _bytes, responseMs) => { times.push(responseMs) })
    }
  })
  return { p99Ms: quantile(times, 0.99), sent: each * CONNECTIONS, errors: result.non2xx + result.errors + result.timeouts }
}

function connectionSetup (run: string, authorization: string, each: number): (client: autocannon.Client) => void {
  let connection = 0
  return (client) => {
    const number = connection++
    client.setRequests(Array.from({ length: each }, (_none, at) => ({
      method: 'POST' as const,
      path: '/forge/events',
      headers: { authorization, 'content-type': 'application/json' },
      body: eventBody(`${run}-${number}-${at}`)
    })))
  }
}
