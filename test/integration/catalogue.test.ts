import type { EventEnvelope } from '@hooksmith/contracts'
import { definePlugin } from '@hooksmith/core'
import { forgeEventNames, forgeEvents } from '@hooksmith/forge/catalogue'
import { test } from 'tap'
import { startForgeServer, until } from '../support/forge-server.js'

/** A name as it comes over the wire: the one entry with placeholders gets real ids. */
function concrete (name: string): string {
  return forgeEvents.get(name)?.isPattern === true ? 'avi:cloud:ecosystem::event/8db33809-1f32-48bb-8c52-5877dab48107/my-event' : name
}

function withoutToken (body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('contextToken' in body)) return body
  const { contextToken: _, ...rest } = body
  return rest
}

test('every event of the catalogue is signed, delivered over HTTP, and decoded for its own handler', async (t) => {
  const seen = new Map<string, EventEnvelope[]>()
  const names = forgeEventNames.map(concrete)
  const everything = definePlugin({
    name: 'everything',
    register (router) {
      for (const [at, name] of names.entries()) {
        router.on(name, { id: `h${at}` }, (event) => { seen.set(name, [...seen.get(name) ?? [], event]) })
      }
    }
  })
  const { server, simulator, app } = await startForgeServer(t, {
    router: { strict: true },
    simulator: { recordBodies: true },
    compose: async (server) => { await server.register(everything) }
  })
  const installation = simulator.createInstallation({ app })

  for (const name of names) {
    const { status, record } = await simulator.sendEvent(installation, name)
    t.equal(status, 200, `${name} is answered 200`)
    await until(() => seen.has(name), `the handler of ${name} ran`)
    const [event] = seen.get(name) ?? []
    t.equal(event?.type, name)
    t.same(event?.data, withoutToken(record.request.body), `${name}: the body arrives untouched, but for a token in it`)
    t.match(event?.tenant, installation.id)
  }

  t.equal(names.length, 185)
  t.same([...seen.values()].map((events) => events.length), names.map(() => 1), 'each handler ran once, for its own event')
  t.equal(server.hooksmith.counters()['events{verdict="stored"}'], 185)
})
