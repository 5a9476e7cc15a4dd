/** Bare Fastify, jose, JSON.parse, SHA-256 of the body: what an ingest costs before anything is stored. */
import fastify from 'fastify'
import { countStored, digest, listening, makeVerify } from './serve.js'

const verify = makeVerify()
const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
const ids = new Set<string>()
app.post('/forge/events', async (request, reply) => {
  const body = request.body as Buffer
  await verify(request.headers.authorization)
  JSON.parse(body.toString())
  ids.add(digest(body))
  countStored()
  return reply.send({ status: 'stored' })
})
listening(await app.listen({ host: '127.0.0.1', port: 0 }), () => app.close())
