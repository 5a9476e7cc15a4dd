import { ensureKeyFile } from '@hooksmith/core'
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'

async function folder (t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'hooksmith-key-'))
  t.teardown(() => rm(path, { recursive: true }))
  return path
}

test('a key file is made with 32 random bytes, for its owner only, in folders that are made too', async (t) => {
  const path = join(await folder(t), 'data', 'token.key')
  const key = await ensureKeyFile(path)
  t.equal(key.byteLength, 32)
  t.equal((await readFile(path, 'utf8')).trim(), Buffer.from(key).toString('base64url'))
  t.equal((await stat(path)).mode & 0o777, 0o600)
  t.notSame(await ensureKeyFile(`${path}2`), key)
})

test('a key file that is there is read, not replaced', async (t) => {
  const path = join(await folder(t), 'token.key')
  t.same(await ensureKeyFile(path), await ensureKeyFile(path))
})

test('calls at the same time end with the same key, and leave no draft behind', async (t) => {
  const directory = await folder(t)
  const keys = await Promise.all(Array.from({ length: 20 }, async () => await ensureKeyFile(join(directory, 'token.key'))))
  t.equal(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size, 1)
  t.same(await readdir(directory), ['token.key'])
})

test('processes that start at the same time end with the same key', async (t) => {
  const path = join(await folder(t), 'token.key')
  const program = `import { ensureKeyFile } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
    console.log(Buffer.from(await ensureKeyFile(${JSON.stringify(path)})).toString('hex'))`
  const start = async (): Promise<string> => {
    const args = ['--import=tsx', '--input-type=module', '--eval', program]
    return (await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } })).stdout.trim()
  }
  const keys = await Promise.all([start(), start(), start()])
  t.equal(new Set(keys).size, 1)
  t.match(keys[0], /^[0-9a-f]{64}$/)
})

test('a file that holds no key is refused by code, and what it holds is not shown', async (t) => {
  const path = join(await folder(t), 'token.key')
  await writeFile(path, 'something-secret', { mode: 0o600 })
  const error = await ensureKeyFile(path).catch((reason: unknown) => reason)
  t.match(error, { code: 'HKS_ERR_TOKEN_KEY_FILE' })
  t.notMatch(JSON.stringify(error), 'something-secret')
})

test('a file that other users can read is refused', { skip: process.platform === 'win32' }, async (t) => {
  const path = join(await folder(t), 'token.key')
  await ensureKeyFile(path)
  await chmod(path, 0o640)
  await t.rejects(ensureKeyFile(path), { code: 'HKS_ERR_TOKEN_KEY_FILE', message: /chmod 600/ })
})

test('a path that cannot be a file is refused by code', async (t) => {
  await t.rejects(ensureKeyFile(await folder(t)), { code: 'HKS_ERR_TOKEN_KEY_FILE' })
})
