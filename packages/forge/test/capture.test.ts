import { FakeClock, type AppToken, type TokenStore, type VerifierRequest } from '@hooksmith/contracts'
import { TokenCapture, tokenSignal } from '@hooksmith/forge'
import { test } from 'tap'
import { CALLER } from './support/decoding.js'
import { delivery, TENANT } from './support/fit.js'

/** Keeps tokens in clear, counts what it is asked. */
class OpenTokens implements TokenStore {
  puts = 0
  readonly #tokens = new Map<string, AppToken>()

  async get (tenant: string): Promise<AppToken | undefined> {
    return this.#tokens.get(tenant)
  }

  async put (tenant: string, token: AppToken): Promise<boolean> {
    this.puts++
    if ((this.#tokens.get(tenant)?.expiresAt ?? 0) >= token.expiresAt) return false
    this.#tokens.set(tenant, token)
    return true
  }

  async delete (tenant: string): Promise<boolean> {
    return this.#tokens.delete(tenant)
  }
}

interface Desk {
  readonly clock: FakeClock
  readonly tokens: OpenTokens
  readonly signals: string[]
  readonly ignored: string[]
  readonly bring: (token: string) => Promise<void>
  /** The next signal fails. */
  readonly failOnce: () => void
}

function desk (former: { readonly clock?: FakeClock, readonly tokens?: OpenTokens } = {}): Desk {
  const { clock = new FakeClock(), tokens = new OpenTokens() } = former
  const signals: string[] = []
  const ignored: string[] = []
  let fails = false
  const signal = async (name: string): Promise<void> => {
    if (fails) { fails = false; throw new RangeError('the queue is away') }
    signals.push(name)
  }
  const onIgnored = (reason: string): void => { ignored.push(reason) }
  const capture = new TokenCapture({ tokens, clock, signal, onIgnored })
  const request = (token: string): VerifierRequest => delivery(undefined, {}, clock.now(), { 'x-forge-oauth-system': token })
  const bring = (token: string): Promise<void> => capture.capture(request(token), CALLER)
  return { clock, tokens, signals, ignored, bring, failOnce: () => { fails = true } }
}

function tokenUntil (expiresAt: number, id = 'a'): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ exp: expiresAt / 1_000, id })}.${part('signature')}`
}

test('the same token on many deliveries is stored once a minute, and wakes waiting jobs once', async (t) => {
  const { clock, tokens, signals, bring } = desk()
  const token = tokenUntil(clock.now() + 7_200_000)
  for (let call = 0; call < 5; call++) await bring(token)
  t.equal(tokens.puts, 1)
  t.same(signals, [tokenSignal(TENANT)])
  await clock.advance(60_000)
  await bring(token)
  t.equal(tokens.puts, 2)
  t.equal(signals.length, 1)
})

test('a newer token is stored and signalled at once, an older one changes nothing', async (t) => {
  const { clock, tokens, signals, bring } = desk()
  await bring(tokenUntil(clock.now() + 7_200_000))
  await bring(tokenUntil(clock.now() + 7_201_000))
  t.equal(signals.length, 2)
  await clock.advance(60_000)
  await bring(tokenUntil(clock.now() + 3_600_000))
  t.equal((await tokens.get(TENANT))?.expiresAt, clock.now() - 60_000 + 7_201_000)
  t.equal(signals.length, 2)
})

test('jobs are woken by the redelivery when the signal failed, or its process died before it', async (t) => {
  const first = desk()
  const token = tokenUntil(first.clock.now() + 7_200_000)
  first.failOnce()
  await t.rejects(first.bring(token))
  await first.bring(token)
  t.equal(first.signals.length, 1)
  const restarted = desk(first)
  await restarted.bring(token)
  t.equal(restarted.signals.length, 1)
})

test('what has expired, says no expiry, or claims more than a day is not kept, and the reason shows nothing of it', async (t) => {
  const { clock, tokens, ignored, bring } = desk()
  const inText = Buffer.from('{"exp":"9999999999"}').toString('base64url')
  const bad = [tokenUntil(clock.now()), tokenUntil(clock.now() + 86_401_000), 'opaque', 'a.b.c', `a.${inText}.c`, 'with spaces', '', 'x'.repeat(20_000)]
  for (const token of bad) await bring(token)
  t.equal(tokens.puts, 0)
  t.ok(ignored.length > 0)
  for (const reason of ignored) t.match(reason, /^(?:no expiry can be read from it|it claims to live longer than a day)$/)
})

test('a Bearer prefix is no part of the token', async (t) => {
  const { clock, tokens, bring } = desk()
  const token = tokenUntil(clock.now() + 7_200_000)
  await bring(`Bearer ${token}`)
  t.equal((await tokens.get(TENANT))?.value, token)
})
