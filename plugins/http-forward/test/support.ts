import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** Made up for tests. */
export const KEY = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`
export const OLD_KEY = `whsec_${Buffer.alloc(32, 'o').toString('base64')}`

/** What the other side got. */
export interface Got { readonly url: string, readonly headers: IncomingHttpHeaders, readonly body: string }

/** How the other side answers, one after the other; the last one goes on. `hang` never answers. */
export type Answer = { readonly status: number, readonly headers?: Record<string, string> } | 'hang'

/** The other side, on a free port. */
export async function startCollector (t: Test, ...answers: readonly Answer[]): Promise<{ url: string, got: Got[] }> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      got.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() })
      const answer = answers[Math.min(got.length, answers.length) - 1] ?? { status: 204 }
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close(); server.closeAllConnections() })
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/events`, got }
}
