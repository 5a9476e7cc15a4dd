import fastify from 'fastify'
import { countStored, digest, listening, makeVerify } from './serve.js'

/** Resolves once the event is stored. */
type StoreEvent = (id: string, event: unknown, body: Buffer) => Promise<unknown> | undefined

/**
 * A hand-written ingest on bare Fastify: verifies with jose, parses, hashes the body for a dedupe id, stores, answers.
 */
export async function servePeer (store: StoreEvent, close: () => Promise<unknown>): Promise<void> {
  const verify = makeVerify()
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
  app.post('/forge/events', async (request, reply) => {
    // The parser above gives nothing else.
    const body = request.body as Buffer
    await verify(request.headers.authorization)
    const event: unknown = JSON.parse(body.toString())
    const storing = store(digest(body), event, body)
    if (storing !== undefined) await storing
    countStored()
    return reply.send({ status: 'stored' })
  })
  listening(await app.listen({ host: '127.0.0.1', port: 0 }), async () => { await app.close(); await close() })
}
