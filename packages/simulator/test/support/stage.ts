import { FakeClock } from '@hooksmith/contracts'
import type { Test } from 'tap'
import { createSigningKey, ForgeSimulator, type ForgeSimulatorOptions } from '../../src/index.js'
import { startReceiver, type Receiver, type Reply } from './receiver.js'

export interface Stage {
  readonly simulator: ForgeSimulator
  readonly receiver: Receiver
  readonly clock: FakeClock
}

/** Made once per file: nothing changes a key, and making one costs more than most tests. */
const signingKeys = Promise.all([createSigningKey(), createSigningKey()])

/** A simulator on a clock that stands, and a receiver for it; both closed when the test ends. */
export async function stage (t: Test, replies: Reply[] = [200], options: ForgeSimulatorOptions = {}): Promise<Stage> {
  const clock = new FakeClock()
  const simulator = await ForgeSimulator.start({ clock, signingKeys: await signingKeys, ...options })
  const receiver = await startReceiver(...replies)
  simulator.setRemote({ baseUrl: receiver.url, endpoints: [{ key: 'events', route: '/events' }] })
  t.teardown(async () => { await simulator.close(); await receiver.close() })
  return { simulator, receiver, clock }
}

export function tokenOf (receiver: Receiver, index = -1): string {
  return receiver.received.at(index)?.headers.authorization?.replace('Bearer ', '') ?? ''
}
