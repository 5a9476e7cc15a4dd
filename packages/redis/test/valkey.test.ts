import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { findValkey, VALKEY_HINT, type FoundValkey } from '../../../test/support/valkey.js'

/*
 * Runs the other test files of this folder once more, on Valkey: each as a process of its own that is told of no other server.
 */

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

interface Suites { readonly run: readonly string[], readonly left: readonly string[] }

/** Files whose tests start servers of their own need the program; an address is enough for the others. */
function suitesFor ({ server }: FoundValkey): Suites {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.test.ts') && !file.endsWith('.long.test.ts') && !file.startsWith('valkey'))
  const needsProgram = (file: string): boolean => readFileSync(`${FOLDER}${file}`, 'utf8').includes('startOwnRedis')
  const left = server === undefined ? files.filter(needsProgram) : []
  return { run: files.filter((file) => !left.includes(file)), left }
}

test('the Redis suites run on Valkey as well, and where there is none that is said', async (t) => {
  t.setTimeout(600_000)
  const valkey = findValkey()
  if (valkey === undefined) {
    t.comment(`NOT RUN ON VALKEY, since none was found. To run the Redis suites on it, ${VALKEY_HINT}.`)
    t.pass('said that nothing ran on Valkey')
    return
  }
  const { run, left } = suitesFor(valkey)
  t.ok(run.length > 0)
  if (left.length > 0) t.comment(`NOT RUN ON VALKEY: ${left.join(', ')} start servers of their own; set VALKEY_SERVER as well as VALKEY_URL`)
  const env = { ...process.env, REDIS_SERVER: valkey.server ?? '', REDIS_URL: valkey.url ?? '' }
  for (const file of run) await t.spawn(process.execPath, ['--import=tsx', `${FOLDER}${file}`], { env }, `${file} on Valkey`)
  t.comment(`${run.length} files ran on Valkey (${valkey.url ?? valkey.server})`)
})

test('a Valkey is found by its path, on PATH or by its address, and a path that leads nowhere is a mistake', async (t) => {
  t.same(findValkey({ VALKEY_SERVER: process.execPath }), { server: process.execPath })
  t.same(findValkey({ VALKEY_URL: 'redis://127.0.0.1:1' }), { url: 'redis://127.0.0.1:1' })
  const folder = t.testdir({ 'valkey-server': '' })
  t.same(findValkey({ PATH: `/nowhere:${folder}`, VALKEY_SERVER: '', VALKEY_URL: '' }), { server: `${folder}/valkey-server` })
  t.equal(findValkey({ PATH: '/nowhere' }), undefined)
  t.throws(() => findValkey({ VALKEY_SERVER: '/nowhere/valkey-server' }), /VALKEY_SERVER names/)
})
