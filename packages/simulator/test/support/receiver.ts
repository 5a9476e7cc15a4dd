import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly path: string
  readonly text: string
  /** Of the sender's end: equal on one connection. */
  readonly port: number | undefined
}

/** A receiver that answers as it is told, the last word repeated: a status, or a function that owns the response. */
export type Reply = number | ((response: ServerResponse, received: Received) => void)

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  readonly close: () => Promise<void>
}

export async function startReceiver (...replies: Reply[]): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      const one = { method: request.method ?? '', headers: request.headers, path: request.url ?? '', text: Buffer.concat(chunks).toString(), port: request.socket.remotePort }
      const reply = replies[Math.min(received.length, replies.length - 1)] ?? 200
      received.push(one)
      if (typeof reply === 'number') response.writeHead(reply, reply === 302 ? { location: '/elsewhere' } : {}).end('{}')
      else reply(response, one)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens has an AddressInfo.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, received, close: async () => closed(server) }
}

async function closed (server: Server): Promise<void> {
  if (!server.listening) return
  const done = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await done
}

/** Takes the request and never answers. */
export const hang: Reply = () => {}
