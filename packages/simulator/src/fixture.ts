import { HKS_ERR_SIMULATOR_INPUT } from './errors.js'
import type { App, Installation } from './installations.js'
import { createSigningKey, type SigningKey } from './keys.js'
import type { ForgeSimulatorOptions } from './options.js'
import { ForgeSimulator } from './simulator.js'

export { assertDeliveries, assertNothingLost, deliveryLines } from './journal-assertions.js'

/** A test of whatever runner, as far as the fixture needs one: `t` of tap, of node:test, the context of vitest. */
export type TestLike =
  | { teardown (end: () => Promise<void>): unknown }
  | { after (end: () => Promise<void>): unknown }
  | { onTestFinished (end: () => Promise<void>): unknown }

/** A Forge platform that lives as long as a test, with one app on one site. */
export interface ForgeFixture {
  readonly simulator: ForgeSimulator
  readonly app: App
  /** In the environment `PRODUCTION`. */
  readonly installation: Installation
  /** What the receiver under test has to be told: options of `forge` of `@hooksmith/forge`, or a receiver's of your own. */
  readonly receiver: {
    readonly appIds: readonly string[]
    readonly environments: ReadonlyArray<'PRODUCTION'>
    readonly keySetUrl: string
    readonly apiHosts: readonly string[]
    /** With `listen: false`: the way to both, which then have no port. */
    readonly keySetDispatcher?: ForgeSimulator['dispatcher']
    readonly client?: { readonly dispatcher: ForgeSimulator['dispatcher'] }
  }
  /**
   * Says where the server under test is: from now on every event goes there.
   *
   * @param route - The path. @defaultValue '/forge/events'
   */
  deliverTo (baseUrl: string, route?: string): void
}

/** The endpoint's key that {@link ForgeFixture.deliverTo} gives, and thus the module key of tokens. */
export const FIXTURE_ENDPOINT = 'remote-events'

/** Made once a process: nothing changes a key, and making one costs more than most tests. */
let signingKeys: Promise<readonly SigningKey[]> | undefined

/**
 * Starts a Forge platform for one test and closes it when that has ended, failed or not. Each test has its own; only signing keys are
 * shared, unless `signingKeys` gives others.
 *
 * @throws `HKS_ERR_SIMULATOR_INPUT` for what is no test, `HKS_ERR_OPTION_INVALID`; then nothing was started.
 */
export async function forgeFixture (t: TestLike, options: ForgeSimulatorOptions = {}): Promise<ForgeFixture> {
  const atEnd = endOf(t)
  signingKeys ??= Promise.all([createSigningKey(), createSigningKey()])
  const simulator = await ForgeSimulator.start({ signingKeys: await signingKeys, ...options })
  atEnd(async () => { await simulator.close() })
  const app = simulator.createApp()
  return {
    simulator,
    app,
    installation: simulator.createInstallation({ app }),
    receiver: {
      appIds: [app.id],
      environments: ['PRODUCTION'],
      keySetUrl: simulator.jwksUrl,
      apiHosts: [new URL(simulator.api.origin).host],
      ...(options.listen === false ? { keySetDispatcher: simulator.dispatcher, client: { dispatcher: simulator.dispatcher } } : {})
    },
    deliverTo (baseUrl, route = '/forge/events') {
      simulator.setRemote({ baseUrl, endpoints: [{ key: FIXTURE_ENDPOINT, route }] })
    }
  }
}

/** `teardown` comes first: a runner that has `after` as well means something else by that. */
function endOf (t: TestLike): (end: () => Promise<void>) => void {
  if ('teardown' in t) return (end) => { t.teardown(end) }
  if ('after' in t) return (end) => { t.after(end) }
  if ('onTestFinished' in t) return (end) => { t.onTestFinished(end) }
  throw new HKS_ERR_SIMULATOR_INPUT('t', 'a test with teardown, after or onTestFinished', typeof t)
}
