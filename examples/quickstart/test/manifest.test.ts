import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkManifest, formatProblems, generateManifest, serverNeedsOf } from '@hooksmith/forge/manifest'
import { ForgeSimulator, parseManifest } from '@hooksmith/simulator'
import type { FastifyInstance } from 'fastify'
import { test, type Test } from 'tap'
import { LogBook } from '../src/log-book.js'
import { makeServer } from '../src/server.js'

const FILE = new URL('../manifest.yml', import.meta.url)
const APP = '8db33809-1f32-48bb-8c52-5877dab48107'

interface Staged { readonly simulator: ForgeSimulator, readonly server: FastifyInstance }

async function stage (t: Test): Promise<Staged> {
  const directory = await mkdtemp(join(tmpdir(), 'hooksmith-'))
  const simulator = await ForgeSimulator.start()
  const server = await makeServer({ directory, appId: APP, keySetUrl: simulator.jwksUrl, apiHost: new URL(simulator.api.origin).host })
  t.teardown(async () => {
    await server.close()
    await simulator.close()
    await rm(directory, { recursive: true })
  })
  return { simulator, server }
}

test('the manifest has all that the composed server needs, and nothing that is wrong', async (t) => {
  const { server } = await stage(t)
  await server.ready()
  const needs = serverNeedsOf(server.hooksmith)
  const text = await readFile(FILE, 'utf8')
  t.equal(formatProblems('manifest.yml', checkManifest(text, { needs, isStrict: true })), 'manifest.yml: 0 errors, 0 warnings')
  t.same(generateManifest(text, { needs }).changes, [])
})

test('what is taken out of it is missed, and put in again', async (t) => {
  const { server } = await stage(t)
  await server.ready()
  const needs = serverNeedsOf(server.hooksmith)
  const less = (await readFile(FILE, 'utf8')).replace(/^ +- avi:confluence:created:comment\n/m, '').replace('path: /forge/hourly', 'path: /forge/daily')
  t.match(checkManifest(less, { needs }).map(({ code }) => code).toSorted(), ['handler-without-trigger', 'route-uncalled', 'route-unknown'])
  const { changes } = generateManifest(less, { needs })
  t.match(changes.join('\n'), /avi:confluence:created:comment/)
})

test('what is generated for the server from nothing is good, too', async (t) => {
  const { server } = await stage(t)
  await server.ready()
  const needs = serverNeedsOf(server.hooksmith)
  const remote = { key: 'backend', baseUrl: 'https://backend.example.com' }
  const { text } = generateManifest(undefined, { needs, appId: `ari:cloud:ecosystem::app/${APP}`, remote })
  t.same(checkManifest(text, { needs, isStrict: true }), [])
})

test('a platform that delivers by the manifest reaches every handler', async (t) => {
  const { simulator, server } = await stage(t)
  const book = new LogBook()
  server.hooksmith.observe(book.observe)
  simulator.setManifest(parseManifest(await readFile(FILE, 'utf8')), { baseUrl: await server.listen({ port: 0, host: '127.0.0.1' }) })
  const installation = simulator.createInstallation({ app: simulator.createApp({ id: APP }) })
  for (const name of ['avi:forge:installed:app', 'avi:confluence:created:page', 'avi:confluence:created:comment']) {
    const { deliveries, withheld } = await simulator.publish(installation, name)
    t.match([deliveries, withheld], [[{ status: 200 }], []], name)
  }
  t.equal((await simulator.tick(installation, 'hourly')).status, 200)
  t.same(new Set(book.rows.map(({ handler }) => handler)), new Set(server.hooksmith.handlers().map(({ id }) => id)))
})
