import { recordingOf, type Recording } from '@hooksmith/forge/recordings'
import { test } from 'tap'
import { CLOUD_ID, INSTALLATION_UUID } from './support/fit.js'

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJtYXJrZXIiOjF9.c2lnbmF0dXJl'

function record (body: unknown, headers: Record<string, string> = {}, personal?: readonly string[]): Recording {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const request = { path: '/forge/events?token=x', headers, rawBody, status: 200, answer: '{"status":"stored"}', answeredAt: 1 }
  return recordingOf(request, personal === undefined ? {} : { personal })
}

/** What must go, by where it stands; the marker is in none of the results. */
const SECRETS: ReadonlyArray<[where: string, body: object]> = [
  ['a member named for it', { apiKey: 'marker', api_key: 'marker', clientSecret: 'marker', password: 'marker', refreshToken: { deep: 'marker' } }],
  ['a token in a text', { note: `take ${TOKEN} and run` }],
  ['a token as a name', { [TOKEN]: 1 }],
  ['a list in a list', { a: [[{ contextToken: 'marker' }]] }],
  ['an address in a text', { note: 'ask <marker@example.com>, or märker@exämple.de' }],
  ['an address as a name', { 'marker@example.com': true }],
  ['the name of a person', { author: { displayName: 'marker', emailAddress: 'marker' } }]
]

for (const [where, body] of SECRETS) {
  test(`a secret in ${where} goes`, async (t) => {
    const text = JSON.stringify(record(body))
    for (const secret of ['marker', 'märker', 'eyJ', 'c2lnbmF0dXJl']) t.notOk(text.includes(secret), secret)
  })
}

test('the form of a body stays, and what is no secret', async (t) => {
  const body = { eventType: 'e', list: [1, null, true, { title: 'Tokens of affection' }], token: null, author: { displayName: 'M' } }
  t.same(record(body).body, { ...body, author: { displayName: '[redacted]' } })
})

test('which members name a person can be said', async (t) => {
  t.same(record({ nickname: 'kept', name: 'gone' }, {}, ['name']).body, { nickname: 'kept', name: '[redacted]' })
})

test('one account is one account, two are two', async (t) => {
  const [one, other] = ['5b10ac8d82e05b22cc7d4ef5', '557058:0a3a7799-53ae-4a5b-9e7e-03338980abb5']
  const { by, again, of } = record({ by: one, again: `~${one}`, of: other }).body as Record<string, string>
  t.equal(again, `~${by}`)
  t.not(of, by)
  t.notMatch(JSON.stringify([by, of]), /5b10ac8d|0a3a7799/)
})

test('a token that says nonsense is recorded as nobody', async (t) => {
  const claims = { aud: 7, app: { installationId: 'x'.repeat(9_999), module: { key: 'a b\n' }, environment: { type: 'MOON' }, installation: { contexts: 'x' } } }
  const authorization = `Bearer eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
  t.match(record({}, { authorization }).caller, { appId: null, installationId: null, siteId: null, products: [], moduleKey: 'unknown', environment: 'PRODUCTION' })
})

test('the ids of the one who called are replaced in the body as in the caller', async (t) => {
  const claims = { app: { installationId: `ari:cloud:ecosystem::installation/${INSTALLATION_UUID}`, installation: { contexts: [{ name: 'jira', cloudId: CLOUD_ID }] } } }
  const authorization = `Bearer eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
  const { caller, body } = record({ id: INSTALLATION_UUID, context: `ari:cloud:jira::site/${CLOUD_ID}` }, { authorization })
  t.same(body, { id: caller.installationId, context: `ari:cloud:jira::site/${caller.siteId}` })
  t.notMatch(JSON.stringify(caller), new RegExp(`${INSTALLATION_UUID}|${CLOUD_ID}`))
})

test('what is no JSON object is kept as its length', async (t) => {
  for (const body of ['marker', '["marker"]', '"marker"', `${'['.repeat(5_000)}1${']'.repeat(5_000)}`]) t.match(record(body).body, /^\[\d+ bytes/)
  t.equal(record('').body, undefined)
})

test('long texts are gone through once', async (t) => {
  for (const text of ['eyJ'.repeat(300_000), 'a'.repeat(900_000), 'a@'.repeat(400_000), `@${'a.'.repeat(400_000)}`]) {
    t.ok(JSON.stringify(record({ text })).length > 0)
  }
})
