import { test } from 'tap'
import { assertShowsAll } from './run-once.js'

test('--once shows every row, one line each, and exits 0', async (t) => {
  await assertShowsAll(t, 'an LMDB file')
})
