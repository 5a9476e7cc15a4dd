import { ForgeSimulator, type Installation } from '@hooksmith/simulator'
import type { Test } from 'tap'
import { APP_ID } from './project.js'

/** A pretended Forge with the app of the test projects installed. */
export interface Platform {
  readonly simulator: ForgeSimulator
  readonly installation: Installation
  /** What a server has to be told. */
  readonly environment: { readonly HOOKSMITH_RECEIVERS__FORGE__KEY_SET_URL: string }
  /** Delivers a new page to a server; resolves to the status of the answer. */
  deliver (address: string): Promise<number | undefined>
}

/** Starts one; it ends with the test. */
export async function startPlatform (t: Pick<Test, 'teardown'>): Promise<Platform> {
  const simulator = await ForgeSimulator.start()
  t.teardown(async () => { await simulator.close() })
  const installation = simulator.createInstallation({ app: simulator.createApp({ id: APP_ID }), environment: 'PRODUCTION' })
  return {
    simulator,
    installation,
    environment: { HOOKSMITH_RECEIVERS__FORGE__KEY_SET_URL: simulator.jwksUrl },
    deliver: async (address) => {
      simulator.setRemote({ baseUrl: address, endpoints: [{ key: 'events', route: '/forge/events' }] })
      return (await simulator.sendEvent(installation, 'avi:confluence:created:page', { redeliveries: 0 })).status
    }
  }
}
