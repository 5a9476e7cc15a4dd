import { createSigningKey, ForgeSimulator, type Installation, type Remote, type SigningKey } from '@hooksmith/simulator'
import type { InjectTransport } from './inject-transport.js'
import type { ResolvedTestOptions } from './options.js'
import type { SteppedClock } from './stepped-clock.js'

/** Where the server under test takes events, ticks and announcements of an uninstall. Nobody listens there: requests are handed over. */
export const ROUTES = Object.freeze({ events: '/forge/events', scheduled: '/forge/scheduled', preUninstall: '/forge/pre-uninstall' })

const BASE_URL = 'http://plugin.test'

/** The scopes without which no token comes with a delivery, or with a call of a UI. */
const TOKEN_SCOPES = ['read:app-system-token', 'read:app-user-token']

let signingKey: Promise<SigningKey> | undefined

/** A platform, and where the app is installed on it. */
export interface Platform { readonly simulator: ForgeSimulator, readonly installation: Installation }

/** A platform with one installation; making its key takes a tenth of a second, so all tests of a process share it. */
export async function startPlatform (options: ResolvedTestOptions, clock: SteppedClock, transport: InjectTransport): Promise<Platform> {
  signingKey ??= createSigningKey()
  const { seed, scopes } = options
  const signingKeys = [await signingKey]
  const simulator = await ForgeSimulator.start({ clock, seed, transport, listen: false, signingKeys, rateLimits: false })
  simulator.setRemote(remoteOf(scopes, []))
  return { simulator, installation: simulator.createInstallation(options.installation) }
}

/** The server under test, as a manifest would describe it. @param modules - Keys of the modules of a UI. */
export function remoteOf (scopes: readonly string[] | undefined, modules: readonly string[]): Remote {
  return {
    baseUrl: BASE_URL,
    endpoints: [
      { key: 'events', route: ROUTES.events, systemToken: true },
      { key: 'pre-uninstall', route: ROUTES.preUninstall, events: [], systemToken: true },
      { key: 'ui', route: '/', events: [], systemToken: true, userToken: true }
    ],
    preUninstall: ['pre-uninstall'],
    modules: modules.map((key) => ({ key, type: 'xen:macro', endpoint: 'ui' })),
    ...(scopes === undefined ? {} : { scopes: [...scopes, ...TOKEN_SCOPES] })
  }
}
