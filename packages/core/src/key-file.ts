import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readTokenKey } from './token-keys.js'
import { HKS_ERR_TOKEN_KEY_FILE } from './token-errors.js'

/** Read and write for the owner, nothing for anybody else. */
const OWNER_ONLY = 0o600
const OTHERS = 0o077

/**
 * Reads the key in the file at `path`, and makes the file first when there is none: a random key of 32 bytes as base64url, readable
 * for its owner only. Processes that start at the same time end with the same key. Missing folders are made.
 *
 * @throws `HKS_ERR_TOKEN_KEY_FILE` when the file cannot be made or read, holds no key, or is open to other users.
 */
export async function ensureKeyFile (path: string): Promise<Uint8Array> {
  try {
    return await readKeyFile(path) ?? await makeKeyFile(path)
  } catch (error) {
    if (error instanceof HKS_ERR_TOKEN_KEY_FILE) throw error
    throw new HKS_ERR_TOKEN_KEY_FILE(path, 'cannot be made or read', { cause: error })
  }
}

async function makeKeyFile (path: string): Promise<Uint8Array> {
  await mkdir(dirname(path), { recursive: true })
  // The whole file appears under its name at once, and a link never replaces what another process linked first.
  const draft = `${path}.${randomUUID()}.draft`
  await writeDraft(draft)
  try {
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
  const key = await readKeyFile(path)
  if (key === undefined) throw new HKS_ERR_TOKEN_KEY_FILE(path, 'went away while it was made')
  return key
}

async function writeDraft (path: string): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY)
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The key, or `undefined` when there is no file. */
async function readKeyFile (path: string): Promise<Uint8Array | undefined> {
  const file = await openIfThere(path)
  if (file === undefined) return undefined
  try {
    const { mode } = await file.stat()
    // Windows has no such bits; Node reports them as set for everybody there.
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) throw new HKS_ERR_TOKEN_KEY_FILE(path, 'is open to other users; run chmod 600 on it')
    return parseKey(path, (await file.readFile('utf8')).trim())
  } finally {
    await file.close()
  }
}

async function openIfThere (path: string): Promise<Awaited<ReturnType<typeof open>> | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function parseKey (path: string, text: string): Uint8Array {
  try {
    return readTokenKey(text, 'key')
  } catch (error) {
    throw new HKS_ERR_TOKEN_KEY_FILE(path, 'holds no key of 32 bytes as base64url or hexadecimal digits', { cause: error })
  }
}

function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
