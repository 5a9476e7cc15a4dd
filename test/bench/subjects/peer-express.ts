/** The usual reference backend: Express, jose, `queue.add` of BullMQ with `deduplication`. */
import type { AddressInfo } from 'node:net'
import express from 'express'
import { makeAdd } from './bullmq.js'
import { countStored, digest, listening, makeVerify } from './serve.js'

const verify = makeVerify()
const { add, close } = makeAdd()
const app = express()
app.use(express.raw({ type: '*/*' }))
app.post('/forge/events', (request, response, next) => {
  const take = async (): Promise<void> => {
    // express.raw gives nothing else.
    const body = request.body as Buffer
    await verify(request.headers.authorization)
    await add(digest(body), JSON.parse(body.toString()))
    countStored()
    response.json({ status: 'stored' })
  }
  take().catch(next)
})
const server = app.listen(0, '127.0.0.1', () => {
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  listening(`http://127.0.0.1:${port}`, async () => {
    server.closeAllConnections()
    await new Promise((resolve) => { server.close(resolve) })
    await close()
  })
})
