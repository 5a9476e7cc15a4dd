import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where the system's package is unpacked: beside the sources, ignored by git. */
const CACHE = fileURLToPath(new URL('../../.cache/redis', import.meta.url))
/** How long a server may take to listen, in milliseconds. */
const START_MS = 10_000

/**
 * Arguments of a server that has what it acknowledged when it was killed. By default (`everysec`) Redis puts its writes off for up to two seconds while an
 * fsync is under way, as on a busy disk. Source: https://github.com/redis/redis/blob/7.0/src/aof.c, `flushAppendOnlyFile`.
 */
export const FLUSHED: readonly string[] = ['--appendfsync', 'always']

/** A Redis or Valkey for tests. */
export interface TestRedis {
  readonly url: string
  /** Ends the server, if it was started here. */
  stop (): Promise<void>
}

/** A server that a test may harm. */
export interface OwnRedis extends TestRedis {
  readonly port: number
  /** Makes it stand still, so that it answers nothing and refuses nothing. */
  freeze (): void
  thaw (): void
  /** kill -9. */
  kill (): Promise<void>
  /** Starts it again on its port, with what its files hold. */
  start (): Promise<void>
}

/**
 * A server for one test file: the one that `REDIS_URL` names, else a new one on a free port.
 *
 * @throws with the line that installs one when none can be had.
 */
export async function startRedis (): Promise<TestRedis> {
  const given = process.env.REDIS_URL
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  return await startOwnRedis()
}

/**
 * A new server on a free port, with the append-only file on: the program that `REDIS_SERVER` names, else what is found.
 *
 * @param args - Further arguments of the server, `--name value`.
 */
export async function startOwnRedis (args: readonly string[] = []): Promise<OwnRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'hks-redis-'))
  const port = await freePort()
  const spawnOne = async (): Promise<ChildProcess> =>
    await spawnRedis(['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'yes', ...args])
  let server = await spawnOne()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    freeze: () => { server.kill('SIGSTOP') },
    thaw: () => { server.kill('SIGCONT') },
    kill: async () => { await kill(server) },
    start: async () => { server = await spawnOne() },
    stop: async () => {
      await kill(server)
      await rm(directory, { recursive: true, force: true })
    }
  }
}

/**
 * Starts the server's program and waits until it listens.
 *
 * @param ready - What it says then.
 */
export async function spawnRedis (args: readonly string[], ready = 'Ready to accept connections'): Promise<ChildProcess> {
  const { binary, libraries } = await findServer()
  const server = spawn(binary, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...libraries !== undefined && { LD_LIBRARY_PATH: libraries } }
  })
  await listening(server, ready)
  return server
}

/** kill -9, and waits for the end. */
export async function kill (server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.ref()
  const exited = once(server, 'exit')
  server.kill('SIGKILL')
  await exited
}

async function listening (server: ChildProcess, ready: string): Promise<void> {
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`redis-server did not start within ${START_MS} ms:\n${output}`)) }, START_MS)
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      if (output.includes(ready)) { clearTimeout(timer); resolve() }
    }
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.once('error', reject)
    server.once('exit', (code) => { reject(new Error(`redis-server ended with ${code}:\n${output}`)) })
  })
  // The pipe must not keep the test process alive.
  server.unref()
  for (const stream of [server.stdout, server.stderr]) if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
}

/** A port that nobody listens on now. */
export async function freePort (): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function findServer (): Promise<{ binary: string, libraries?: string }> {
  const named = process.env.REDIS_SERVER
  if (named !== undefined && named !== '') return { binary: named }
  for (const name of ['redis-server', 'valkey-server']) {
    const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find((file) => existsSync(file))
    if (found !== undefined) return { binary: found }
  }
  try {
    return await unpackedServer()
  } catch (cause) {
    throw new Error('These tests need a Redis. Set REDIS_URL, or install one: apt-get install redis-server (Debian, Ubuntu), brew install redis (macOS)', { cause })
  }
}

/** Debian's packages, unpacked without installing anything. */
async function unpackedServer (): Promise<{ binary: string, libraries: string }> {
  const root = join(CACHE, 'root')
  if (!existsSync(root)) await unpack(root)
  const folders = await readdir(join(root, 'usr', 'lib'), { withFileTypes: true })
  const libraries = folders.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, 'usr', 'lib', name)).join(':')
  return { binary: join(root, 'usr', 'bin', 'redis-server'), libraries }
}

async function unpack (root: string): Promise<void> {
  const work = join(CACHE, `work-${process.pid}`)
  await mkdir(work, { recursive: true })
  const { stdout } = await run('apt-cache', ['depends', '--recurse', '--no-recommends', '--no-suggests', '--no-conflicts', '--no-breaks', '--no-replaces', '--no-enhances', 'redis-server'])
  const packages = stdout.split('\n').filter((line) => /^(redis|lib(atomic|cap2|gcrypt|gpg-error|hiredis|jemalloc|lua|lz4|lzf|lzma|ssl|systemd|zstd))/.test(line))
  await run('apt-get', ['download', ...packages], { cwd: work })
  for (const file of await readdir(work)) if (file.endsWith('.deb')) await run('dpkg', ['-x', file, join(work, 'root')], { cwd: work })
  // In one step, so that two test files do not see half of it.
  await rename(join(work, 'root'), root).catch((error: unknown) => { if (!existsSync(root)) throw error })
  await rm(work, { recursive: true, force: true })
}
