import { randomBytes } from 'node:crypto'
import type { ApiRequest } from '@hooksmith/simulator'
import tap, { test, type Test } from 'tap'
import { signingKeys } from '../../../test/support/forge-stage.js'
import { startRedis } from '../../../test/support/redis.js'
import { inFile, inMemory, onRedis, type Drivers } from '../src/drivers.js'
import { startStage, type Stage, type StageOptions } from '../src/stage.js'

const redis = await startRedis()
tap.teardown(async () => { await redis.stop() })

/** Every place where jobs, tokens and nonces can be. */
const PLACES: Readonly<Record<string, () => Drivers | Promise<Drivers>>> = {
  memory: inMemory, lmdb: inFile, redis: () => onRedis(redis.url, `reference-${randomBytes(6).toString('hex')}`)
}

/** Registers a test for each place: the same guarantee, wherever jobs and tokens are kept. */
export function everywhere (name: string, run: (t: Test, stage: Stage) => Promise<void>, options: StageOptions = {}): void {
  for (const [place, open] of Object.entries(PLACES)) {
    test(`${name} [${place}]`, async (t) => {
      const stage = await startStage(await open(), { signingKeys: await signingKeys, ...options })
      t.teardown(async () => { await stage.close() })
      await run(t, stage)
    })
  }
}

/** What a test says about a call to Atlassian: method, path, and whose token it was. */
export function callsWithTokens (calls: readonly ApiRequest[], { installation }: Stage): string[] {
  return calls.map(({ method, path, installationId, userId, status }) => {
    const whose = installationId === installation.id ? userId ?? 'app' : installationId ?? 'nobody'
    return `${method} ${path} ${whose} ${status}`
  })
}

/** Brings the app's token, as the first delivery of any installation does. */
export async function bringToken ({ simulator, installation, settle }: Stage): Promise<void> {
  await simulator.tick(installation, 'hourly')
  await settle()
}
