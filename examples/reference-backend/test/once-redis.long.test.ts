import { test } from 'tap'
import { assertShowsAll } from './run-once.js'

test('--redis shows every row with jobs, tokens and nonces on Redis', async (t) => {
  await assertShowsAll(t, 'Redis at ', ['--redis'])
})
