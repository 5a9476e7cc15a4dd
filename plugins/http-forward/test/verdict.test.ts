import { test } from 'tap'
import { retryAfterMs } from '../src/verdict.js'

test('Retry-After is seconds or a date, never negative, never more than a day', async (t) => {
  const now = Date.UTC(2026, 2, 2)
  t.equal(retryAfterMs('120', now), 120_000)
  t.equal(retryAfterMs(new Date(now + 5_000).toUTCString(), now), 5_000)
  t.equal(retryAfterMs(new Date(now - 5_000).toUTCString(), now), 0)
  t.equal(retryAfterMs('99999999', now), 86_400_000)
  for (const odd of ['soon', '-5', '1.5', '']) t.equal(retryAfterMs(odd, now), undefined, odd)
  t.equal(retryAfterMs(undefined, now), undefined)
})
