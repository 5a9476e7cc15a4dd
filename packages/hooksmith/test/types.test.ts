import type { ForgeOptions } from '@hooksmith/forge'
import * as simulatorPackage from '@hooksmith/simulator'
import type { Static } from '@sinclair/typebox'
import { test } from 'tap'
import type { SimulatorPackage } from '../src/command/dev/simulator.js'
import type { ForgeSchema } from '../src/server/config/forge-schema.js'

/** What code alone can hand to the receiver. */
type OfCode = 'store' | 'tokens' | 'clock' | 'keySetDispatcher'
type Same<A, B> = [Exclude<A, B>, Exclude<B, A>] extends [never, never] ? true : false

test('the config can say to the Forge receiver whatever its options are, and nothing else', async (t) => {
  const isSame: Same<Exclude<keyof ForgeOptions, OfCode>, keyof Static<typeof ForgeSchema>> = true
  const isSameOfClient: Same<Exclude<keyof NonNullable<ForgeOptions['client']>, 'dispatcher'>, keyof NonNullable<Static<typeof ForgeSchema>['client']>> = true
  const isSameOfInstallations: Same<keyof NonNullable<ForgeOptions['installations']>, keyof NonNullable<Static<typeof ForgeSchema>['installations']>> = true
  t.ok(isSame && isSameOfClient && isSameOfInstallations, 'this file compiles')
})

test('the simulator has what hooksmith dev calls', async (t) => {
  const used: SimulatorPackage = simulatorPackage
  t.type(used.ForgeSimulator.start, 'function')
})
