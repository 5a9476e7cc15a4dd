import { definePlugin } from '@hooksmith/core'
import type { FastifyInstance } from 'fastify'
import { EVENTS, meaningOf, type LifeEvent } from './change.js'
import { HKS_ERR_REGISTRY_TABLE } from './errors.js'
import { JsonLinesTable } from './json-lines-table.js'
import { registryOptions } from './options.js'

export * from './errors.js'
export { JsonLinesTable } from './json-lines-table.js'
export type { InstallationChange, InstallationKey, InstallationRemoval, InstallationStatus, InstallationTable } from './table.js'

/** A database that is away for a night loses nothing: the last attempt comes a day after the first. */
const RETRY = Object.freeze({ retries: 24, minDelayMs: 2_000, factor: 3, maxDelayMs: 7_200_000 })

/** Keeps a table of who has installed the app. */
export default definePlugin({
  name: 'installation-registry',
  version: '0.1.0',
  options: registryOptions,
  register (router, { table: given, file }, fastify) {
    if ((given === undefined) === (file === undefined)) {
      fastify.hooksmith.problem(new HKS_ERR_REGISTRY_TABLE("give either option 'table' or option 'file'"))
      return
    }
    const own = file === undefined ? undefined : new JsonLinesTable(file)
    if (own !== undefined) fastify.addHook('onClose', async () => { await own.close() })
    const table = given ?? own
    // One key for all of a tenant's events: what was stored first is written first, also when it has to be tried again.
    router.on(EVENTS, { id: 'keep', key: () => 'installation', self: true, retry: RETRY }, async (event, ctx) => {
      // The router hands on what was registered for: these names, each with its own body.
      const meaning = meaningOf(event as LifeEvent, ctx)
      if (meaning.kind === 'remove') await table?.remove(meaning.removal)
      else if (await isThere(fastify, event.tenant)) await table?.upsert(meaning.change)
    })
  }
})

/** Deliveries of an installation that is gone may still be under way: what they say must not bring its row back. */
async function isThere ({ forge }: FastifyInstance, tenant: string): Promise<boolean> {
  return (await forge.installations.get(tenant))?.state !== 'gone'
}
