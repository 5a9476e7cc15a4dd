/** The bare peer, plus one put that is flushed before the answer. */
import fastify from 'fastify'
import { open } from 'lmdb'
import { countStored, digest, DIRECTORY, listening, makeVerify } from './serve.js'

const verify = makeVerify()
const database = open<Buffer, string>({ path: `${DIRECTORY}/peer`, encoding: 'binary' })
const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
app.post('/forge/events', async (request, reply) => {
  const body = request.body as Buffer
  await verify(request.headers.authorization)
  JSON.parse(body.toString())
  await database.put(digest(body), body)
  await database.flushed
  countStored()
  return reply.send({ status: 'stored' })
})
listening(await app.listen({ host: '127.0.0.1', port: 0 }), async () => { await app.close(); await database.close() })
