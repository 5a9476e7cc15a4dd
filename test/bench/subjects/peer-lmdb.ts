/** The bare peer, plus one put that is flushed before the answer. */
import { open } from 'lmdb'
import { servePeer } from './peer.js'
import { DIRECTORY } from './serve.js'

const database = open<Buffer, string>({ path: DIRECTORY, encoding: 'binary' })
await servePeer(async (id, _event, body) => {
  await database.put(id, body)
  await database.flushed
}, async () => { await database.close() })
