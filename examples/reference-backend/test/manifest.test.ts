import { readFile } from 'node:fs/promises'
import { checkManifest, formatProblems, generateManifest, serverNeedsOf } from '@hooksmith/forge/manifest'
import { test } from 'tap'
import { inMemory } from '../src/drivers.js'
import { startStage } from '../src/stage.js'

const FILE = new URL('../manifest.yml', import.meta.url)

test('the manifest has all that the server needs, and nothing that is wrong', async (t) => {
  const { server, close } = await startStage(inMemory())
  t.teardown(close)
  const needs = serverNeedsOf(server.hooksmith)
  const text = await readFile(FILE, 'utf8')
  t.equal(formatProblems('manifest.yml', checkManifest(text, { needs, isStrict: true })), 'manifest.yml: 0 errors, 0 warnings')
  t.same(generateManifest(text, { needs }).changes, [])
})

test('what is taken out of it is missed', async (t) => {
  const { server, close } = await startStage(inMemory())
  t.teardown(close)
  const needs = serverNeedsOf(server.hooksmith)
  const less = (await readFile(FILE, 'utf8')).replace(', avi:confluence:created:comment', '').replace('/forge/hourly', '/forge/daily')
    .replace('path: /ping', 'path: /pong')
  t.same(checkManifest(less, { needs }).map(({ code }) => code).sort(), ['handler-without-trigger', 'route-uncalled', 'route-unknown', 'route-unknown'])
})
