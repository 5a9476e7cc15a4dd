import { FakeClock, type AppToken } from '@hooksmith/contracts'
import { tokenStoreConformance } from '@hooksmith/contracts/conformance'
import { StoreTokenStore, type TokenKey } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import fastify from 'fastify'
import { decodeProtectedHeader } from 'jose'
import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { test } from 'tap'

const MARGIN_MS = 5_000
const MARKER = 'hks-token-marker-0f1e2d3c4b5a'

/** Stores on one set of records, each as another process would have it. */
class Bench {
  readonly clock = new FakeClock()
  readonly store = new MemoryStore({ clock: this.clock })

  open (keys: readonly TokenKey[]): StoreTokenStore {
    return new StoreTokenStore({ store: this.store, keys, marginMs: MARGIN_MS, clock: this.clock })
  }

  token (ms: number, value = MARKER): AppToken {
    return { value, expiresAt: this.clock.now() + MARGIN_MS + ms, apiBaseUrl: 'https://api.atlassian.com/ex/jira/1' }
  }

  async onlyRecord (): Promise<{ readonly key: string, readonly value: Uint8Array, readonly text: string }> {
    const [record] = (await this.store.list('')).records
    const { key, value } = record ?? { key: '', value: new Uint8Array(0) }
    return { key, value, text: Buffer.from(value).toString() }
  }
}

tokenStoreConformance(test, () => {
  const bench = new Bench()
  const keys = [randomBytes(32)]
  return {
    tokens: bench.open(keys),
    marginMs: MARGIN_MS,
    join: async () => bench.open(keys),
    joinWithoutKeys: async () => bench.open([randomBytes(32)]),
    stored: async () => (await bench.store.list('')).records.map(({ value }) => value),
    advance: (ms) => bench.clock.advance(ms),
    now: () => bench.clock.now(),
    dispose: () => bench.store.close()
  }
})

test('a key may be bytes, hexadecimal digits, base64url or base64, and is the same key in each form', async (t) => {
  const bench = new Bench()
  const bytes = randomBytes(32)
  await bench.open([bytes]).put('t', bench.token(1_000))
  for (const key of [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64url'), bytes.toString('base64')]) {
    t.equal((await bench.open([key]).get('t'))?.value, MARKER)
  }
})

test('a bad key, a bad margin and an empty list are refused by code, and no message shows a key', async (t) => {
  const bench = new Bench()
  const secret = randomBytes(31).toString('base64url')
  for (const keys of [[], [secret], [`${secret}!`], [randomBytes(16)], [randomBytes(32), secret], ['']]) {
    const error = thrown(() => bench.open(keys))
    t.match(error, { code: 'HKS_ERR_OPTION_INVALID' })
    t.notOk(inspect(error, { depth: 10 }).includes(secret))
  }
  t.match(thrown(() => new StoreTokenStore({ store: bench.store, keys: [randomBytes(32)], marginMs: -1 })), { code: 'HKS_ERR_OPTION_INVALID' })
})

test('after a rotation old tokens are read with the old key, and new ones are written with the newest', async (t) => {
  const bench = new Bench()
  const [older, newer] = [randomBytes(32), randomBytes(32)]
  await bench.open([older]).put('t', bench.token(1_000, 'old'))
  const rotated = bench.open([newer, older])
  t.equal((await rotated.get('t'))?.value, 'old')
  await rotated.put('t', bench.token(2_000, 'new'))
  t.equal((await bench.open([newer]).get('t'))?.value, 'new')
  await t.rejects(bench.open([older]).get('t'), { code: 'HKS_ERR_TOKEN_UNREADABLE' })
})

test('a record is a compact JWE that names its algorithms and its key, and nothing of the key or the tenant', async (t) => {
  const bench = new Bench()
  const key = randomBytes(32)
  await bench.open([key]).put('tenant-a', bench.token(1_000))
  const { key: recordKey, text } = await bench.onlyRecord()
  const header = decodeProtectedHeader(text)
  t.match(header, { alg: 'dir', enc: 'A256GCM', kid: /^[\w-]{16}$/ })
  t.notOk(key.toString('base64url').includes(String(header.kid)))
  t.notOk(`${recordKey}${text}`.includes('tenant-a'))
})

test('the same token is encrypted differently each time', async (t) => {
  const bench = new Bench()
  const tokens = bench.open([randomBytes(32)])
  const token = bench.token(1_000)
  await tokens.put('t', token)
  const first = await bench.onlyRecord()
  await tokens.delete('t')
  await tokens.put('t', token)
  t.not((await bench.onlyRecord()).text, first.text)
})

test('a record copied to the place of another tenant is unreadable there', async (t) => {
  const bench = new Bench()
  const tokens = bench.open([randomBytes(32)])
  await tokens.put('victim', bench.token(1_000))
  const { value } = await bench.onlyRecord()
  await tokens.delete('victim')
  await tokens.put('thief', bench.token(2_000, 'own'))
  await bench.store.put((await bench.onlyRecord()).key, value)
  const error = await tokens.get('thief').catch((reason: unknown) => reason)
  t.match(error, { code: 'HKS_ERR_TOKEN_UNREADABLE' })
  t.notOk(inspect(error, { depth: 10, showHidden: true }).includes(MARKER))
})

test('a record that was changed, cut or made up is unreadable, never a token', async (t) => {
  const bench = new Bench()
  const tokens = bench.open([randomBytes(32)])
  await tokens.put('t', bench.token(1_000))
  const { key, value, text } = await bench.onlyRecord()
  const flipped = Buffer.from(text.split('.').map((part, index) => index === 3 ? part.replace(/^./, (first) => first === 'A' ? 'B' : 'A') : part).join('.'))
  for (const bytes of [flipped, value.subarray(0, -4), Buffer.from(''), Buffer.from(MARKER), Buffer.from('{}')]) {
    await bench.store.put(key, bytes)
    const error = await tokens.get('t').catch((reason: unknown) => reason)
    t.match(error, { code: 'HKS_ERR_TOKEN_UNREADABLE' })
    t.notOk(inspect(error, { depth: 10, showHidden: true }).includes(MARKER))
  }
})

test('a record that outlives its token, by an edited expiry, does not hand the token out', async (t) => {
  const bench = new Bench()
  const tokens = bench.open([randomBytes(32)])
  await tokens.put('t', bench.token(1_000))
  const { key, value } = await bench.onlyRecord()
  await bench.store.put(key, value)
  await bench.clock.advance(1_000)
  t.equal(await tokens.get('t'), undefined)
})

test('a token that came before is looked up, not encrypted and written again', async (t) => {
  const bench = new Bench()
  const tokens = bench.open([randomBytes(32)])
  const token = bench.token(1_000)
  await tokens.put('t', token)
  const before = await bench.onlyRecord()
  let writes = 0
  const put = bench.store.put.bind(bench.store)
  bench.store.put = async (...input) => { writes++; return await put(...input) }
  t.equal(await tokens.put('t', token), false)
  t.equal(writes, 0)
  t.equal((await bench.onlyRecord()).text, before.text)
})

test('no log line shows a token or a key, whatever goes wrong and whatever is logged', async (t) => {
  const bench = new Bench()
  const key = randomBytes(32)
  const tokens = bench.open([key])
  const lines: string[] = []
  const { log } = fastify({ logger: { level: 'trace', stream: { write: (line) => { lines.push(line) } } } })
  const attempt = async (work: () => Promise<unknown>): Promise<void> => { await work().catch((error: unknown) => { log.error(error) }) }
  await tokens.put('t', bench.token(1_000))
  log.info({ tokens, record: await bench.onlyRecord() }, inspect(tokens, { depth: 10, showHidden: true }))
  await attempt(() => bench.open([randomBytes(32)]).get('t'))
  await attempt(() => tokens.put('t', { ...bench.token(1_000), expiresAt: Number.NaN }))
  await attempt(() => tokens.put('t', bench.token(2_000, MARKER.repeat(50_000))))
  await bench.store.close()
  await attempt(() => tokens.put('t', bench.token(2_000)))
  await attempt(() => tokens.get('t'))
  t.equal(lines.length, 6)
  for (const secret of [MARKER, ...(['hex', 'base64', 'base64url'] as const).map((encoding) => key.toString(encoding))]) {
    t.notOk(lines.join('').includes(secret))
  }
})

function thrown (run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
