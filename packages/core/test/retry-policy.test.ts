import { test } from 'tap'
import { resolveRetryPolicy, retryDelayMs } from '../src/retry-policy.js'
import { describeError, redact } from '../src/redact.js'

test('a delay lies between 0 and a bound that grows by the factor, up to the greatest', async (t) => {
  const policy = resolveRetryPolicy({ minDelayMs: 1_000, factor: 3, maxDelayMs: 20_000 })
  t.same([1, 2, 3, 4, 5, 400].map((attempt) => retryDelayMs(policy, attempt, () => 1)), [1_000, 3_000, 9_000, 20_000, 20_000, 20_000])
  t.same([1, 2, 3].map((attempt) => retryDelayMs(policy, attempt, () => 0)), [0, 0, 0])
  t.equal(retryDelayMs(policy, 2, () => 0.5), 1_500)
})

test('the greatest delay holds over the least one', async (t) => {
  t.equal(retryDelayMs(resolveRetryPolicy({ minDelayMs: 5_000, maxDelayMs: 100 }), 1, () => 1), 100)
})

test('a least delay of 0 means at once, however many retries there were', async (t) => {
  t.equal(retryDelayMs(resolveRetryPolicy({ retries: 5_000, minDelayMs: 0 }), 2_000, () => 1), 0)
})

test('4 retries, 5 s, factor 4, up to 1 h is what nobody has to write', async (t) => {
  t.same(resolveRetryPolicy(), { retries: 4, minDelayMs: 5_000, maxDelayMs: 3_600_000, factor: 4 })
  t.equal(resolveRetryPolicy({ retries: 0 }).retries, 0)
})

for (const bad of [{ retries: -1 }, { retries: Number.NaN }, { minDelayMs: Infinity }, { factor: 0.5 }, { maxDelayMs: -1 }]) {
  test(`the policy ${Object.entries(bad).join()} is refused by name`, async (t) => {
    t.throws(() => resolveRetryPolicy(bad), { code: 'HKS_ERR_OPTION_INVALID', message: new RegExp(`retry.${Object.keys(bad).join()}`) })
  })
}

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'

for (const [secret, text] of [
  [jwt, `token ${jwt} refused`], [jwt, `x${jwt}y`], ['eyJhbGciOiJSUzI1NiJ9', `start ${jwt.slice(0, 25)}`], ['abc.def-ghi', 'Authorization: Bearer abc.def-ghi'],
  ['dXNlcjpwYXNz', 'authorization: basic dXNlcjpwYXNz'], ['hunter2', 'connect redis://user:hunter2@host:6379 failed'],
  ['hunter2', 'GET /x?access_token=hunter2&y=1'], ['hunter2', 'api_key=hunter2']
] as const) {
  test(`'${text}' is written without its credential`, async (t) => {
    t.notMatch(redact(text), secret)
    t.match(redact(text), '[redacted]')
  })
}

test('a long token that crosses every bound leaves nothing behind', async (t) => {
  const long = `eyJ${'a'.repeat(3_000)}.${'b'.repeat(3_000)}.${'c'.repeat(300)}`
  t.notMatch(redact(`${'x '.repeat(300)}${long} after`), /aaa|bbb|ccc/)
})

test('a reason is at most 1,000 characters', async (t) => {
  t.equal(redact('x'.repeat(50_000)).length, 1_000)
})

test('whatever was thrown can be described', async (t) => {
  const hostile = Object.defineProperty(new TypeError('x'), 'message', { get () { throw new TypeError('no') } })
  t.equal(describeError(hostile), 'an error that cannot be described')
  t.equal(describeError(undefined), 'a thrown undefined')
  t.equal(describeError({ message: 'secret' }), 'a thrown object')
  t.equal(describeError(Object.assign(new TypeError('gone'), { code: 'E_GONE' })), 'E_GONE: gone')
})
