import { test } from 'tap'
import { findEndpoint, type EndpointMethod, type PlannedCall } from '../src/index.js'

const one = (path: string, ...methods: EndpointMethod[]): { path: string, methods: EndpointMethod[] } => ({ path, methods })
const ENDPOINTS = [one('/notes/*', 'GET'), one('/notes/:page', 'GET', 'POST'), one('/notes/:page', 'PUT'), one('/notes/new', 'GET'), one('/export*', 'GET')]

const CALLS: ReadonlyArray<readonly [call: readonly [path: string, call?: PlannedCall], path: string | undefined, method: string]> = [
  [['/notes/new'], '/notes/new', 'GET'], [['/notes/7?a=/b'], '/notes/:page', 'GET'], [['/notes/7', { hasBody: true }], '/notes/:page', 'POST'],
  [['/notes/7', { method: 'PUT' }], '/notes/:page', 'PUT'], [['/notes/7/8'], '/notes/*', 'GET'], [['/notes/'], '/notes/:page', 'GET'], [['/exported/7'], '/export*', 'GET'],
  [['/notes/new', { method: 'DELETE' }], '/notes/new', 'DELETE'], [['/other'], undefined, 'POST'], [['/other', { method: 'GET' }], undefined, 'GET']
]

for (const [call, path, method] of CALLS) {
  test(`a call of ${JSON.stringify(call)} is meant for ${path ?? 'none'}, by ${method}`, async (t) => {
    const found = findEndpoint(ENDPOINTS, ...call)
    t.same([found.endpoint?.path, found.method], [path, method])
  })
}
