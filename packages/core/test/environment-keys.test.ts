import { StoreTokenStore, tokenKeysFromEnvironment } from '@hooksmith/core'
import { MemoryStore } from '@hooksmith/memory'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { test, type Test } from 'tap'

async function folder (t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'hooksmith-keys-'))
  t.teardown(() => rm(path, { recursive: true }))
  return path
}

const KEYS = [randomBytes(32).toString('base64url'), randomBytes(32).toString('hex')]

test('keys come from the variable or from the file it names, newest first', async (t) => {
  const path = join(await folder(t), 'keys')
  await writeFile(path, `${KEYS.join('\n')}\n`)
  t.same(await tokenKeysFromEnvironment({ HOOKSMITH_TOKEN_KEYS: KEYS.join(', ') }), KEYS)
  t.same(await tokenKeysFromEnvironment({ HOOKSMITH_TOKEN_KEYS_FILE: path, HOOKSMITH_TOKEN_KEYS: '' }), KEYS)
})

test('without a key production is refused by code, and development gets a file of its own', async (t) => {
  const developmentKeyFile = join(await folder(t), 'data', 'token.key')
  await t.rejects(tokenKeysFromEnvironment({ NODE_ENV: 'production' }, { developmentKeyFile }), { code: 'HKS_ERR_TOKEN_KEY_MISSING' })
  await t.rejects(stat(developmentKeyFile), { code: 'ENOENT' })
  await t.rejects(tokenKeysFromEnvironment({}), { code: 'HKS_ERR_TOKEN_KEY_MISSING' })
  const keys = await tokenKeysFromEnvironment({}, { developmentKeyFile })
  t.same(await tokenKeysFromEnvironment({ NODE_ENV: 'test' }, { developmentKeyFile }), keys)
  const store = new MemoryStore()
  t.teardown(() => store.close())
  t.ok(new StoreTokenStore({ store, keys }))
})

test('bad keys are refused by code, and no message shows one', async (t) => {
  const secret = randomBytes(31).toString('base64url')
  const path = join(await folder(t), 'keys')
  const bad = [
    { HOOKSMITH_TOKEN_KEYS: secret }, { HOOKSMITH_TOKEN_KEYS: `${KEYS[0]},${secret}` }, { HOOKSMITH_TOKEN_KEYS: ' , ' },
    { HOOKSMITH_TOKEN_KEYS_FILE: path }, { HOOKSMITH_TOKEN_KEYS: KEYS[0], HOOKSMITH_TOKEN_KEYS_FILE: path }
  ]
  for (const env of bad) {
    const error: unknown = await tokenKeysFromEnvironment(env).catch((reason: unknown) => reason)
    t.match(error, { code: 'HKS_ERR_TOKEN_KEYS' })
    t.notMatch(inspect(error, { depth: 5 }), secret)
  }
})
