import { makeApp } from './app.js'

const { FORGE_APP_ID, PORT = '3000', HOST = '127.0.0.1' } = process.env
if (FORGE_APP_ID === undefined) {
  console.error('Set FORGE_APP_ID to the id in your manifest.yml, for example ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107')
  process.exit(78)
}
const app = await makeApp({ appIds: [FORGE_APP_ID], environments: ['DEVELOPMENT'] })
console.log(`listening on ${await app.listen({ host: HOST, port: Number(PORT) })}/forge/events`)
