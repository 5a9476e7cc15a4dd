/** What an ingest costs before anything is stored but the dedupe id. */
import { servePeer } from './peer.js'

const ids = new Set<string>()
await servePeer((id) => { ids.add(id); return undefined }, async () => {})
