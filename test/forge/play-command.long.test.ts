import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { definePlugin } from '@hooksmith/core'
import { recordRequests } from '@hooksmith/forge'
import { test, type Test } from 'tap'
import { startForgeServer, type ForgeServer } from '../support/forge-server.js'
import { signingKeys } from '../support/forge-stage.js'
import { program } from '../support/program.js'

const PAGE = 'avi:confluence:created:page'
const COMMAND = program(new URL('../../packages/simulator/src/main.ts', import.meta.url))

interface Ran { readonly code: number, readonly out: string, readonly errors: string }

/** The command as a process of its own, as somebody types it. */
async function playCommand (...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [...COMMAND.execArgv, COMMAND.file, 'play', ...args, '--api-port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number]>])
  return { code, out, errors }
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

interface Told { readonly appId?: string, readonly keySetPort?: number, readonly directory?: string }

/** A server that handles events of `pattern`, and takes the keys of whoever serves them on `keySetPort`. */
async function serve (t: Test, pattern: string, { appId, keySetPort, directory }: Told): Promise<ForgeServer> {
  const keySetUrl = `http://127.0.0.1:${keySetPort}/.well-known/jwks.json`
  return await startForgeServer(t, {
    simulator: { signingKeys: await signingKeys },
    forge: {
      ...(appId === undefined ? {} : { appIds: [appId] }),
      ...(keySetPort === undefined ? {} : { keySetUrl, failureCooldownMs: 500 })
    },
    async compose (server) {
      if (directory !== undefined) await server.register(recordRequests, { directory })
      await server.register(definePlugin({ name: 'all', register (router) { router.on(pattern, { id: 'all' }, () => {}) } }))
    }
  })
}

test('play ends as 0 while answers are the recorded ones, as 1 with the difference where one is not, as 2 for what is no recording', async (t) => {
  t.setTimeout(120_000)
  const directory = await mkdtemp(join(tmpdir(), 'hooksmith-'))
  t.teardown(async () => rm(directory, { recursive: true }))
  const { simulator, app, server } = await serve(t, 'avi:**', { directory })
  const installation = simulator.createInstallation({ app })
  for (const name of [PAGE, 'avi:jira:created:issue']) await simulator.sendEvent(installation, name)
  await server.close()

  const keySetPort = await freePort()
  const told = { appId: app.id, keySetPort }
  const [same, changed] = [await serve(t, 'avi:**', told), await serve(t, 'avi:jira:**', told)]
  const flags = ['--key-set-port', String(keySetPort)]
  const good = await playCommand(directory, '--url', same.url, ...flags)
  t.match(good.out, /same {5}200 stored {2}avi:confluence:created:page → \/forge\/events {2}\d+.*\.json\n.*avi:jira:created:issue.*\n2 played, 0 answered/)
  t.equal(good.code, 0)

  const bad = await playCommand(directory, '--url', changed.url, ...flags)
  t.match(bad.out, /CHANGED {2}avi:confluence:created:page.*\n +was {2}200 stored\n +is {3}200 unwanted\nsame.*\n2 played, 1 answered otherwise/)
  t.equal(bad.code, 1)

  await writeFile(join(directory, 'zz.json'), '{}')
  const wrong = await playCommand(directory, '--url', same.url, ...flags)
  t.equal(wrong.code, 2)
  t.match(wrong.errors, /zz\.json.*'format'/)
})
