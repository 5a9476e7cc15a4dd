import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'

/** Connections that are kept busy. */
const CONNECTIONS = 64

/** What one round of load came to. */
export interface Round {
  readonly p99Ms: number
  readonly errors: number
}

/** What is sent. */
export interface LoadOptions {
  readonly url: string
  readonly authorization: string
  /** Requests, each with a body of its own; a multiple of the connections is sent. */
  readonly amount: number
  /** Requests a second over all connections; absent: as many as will go. */
  readonly rate?: number
}

/** Sends a fixed number of different events as fast as they are answered, or at a rate. */
export async function load ({ url, authorization, amount, rate }: LoadOptions): Promise<Round> {
  const each = Math.ceil(amount / CONNECTIONS)
  const run = randomUUID()
  const result = await autocannon({
    url: `${url}/forge/events`,
    connections: CONNECTIONS,
    amount: each * CONNECTIONS,
    timeout: 30,
    ...rate === undefined ? {} : { overallRate: rate },
    setupClient: connectionSetup(run, authorization, each)
  })
  return { p99Ms: result.latency.p99, errors: result.non2xx + result.errors + result.timeouts }
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

/** An event of about 1 kB. */
function eventBody (id: string): string {
  return JSON.stringify({
    eventType: 'avi:confluence:created:page',
    atlassianId: '4f0000a11ce0000000000001',
    eventCreatedDate: new Date().toISOString(),
    suppressNotifications: false,
    selfGenerated: false,
    content: { id, type: 'page', status: 'current', title: 'Release notes', space: { id: 65_538, key: 'DOC', name: 'Documentation' }, note: 'x'.repeat(640) }
  })
}
