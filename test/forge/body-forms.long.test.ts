import type { EventEnvelope } from '@hooksmith/contracts'
import { DEFAULT_SWITCHES, type Installation, type Switches } from '@hooksmith/simulator'
import { test } from 'tap'
import { until } from '../support/forge-server.js'
import { HOURLY, stage, type ForgeStage } from '../support/forge-stage.js'

type Position = Partial<Switches>

/** Every switch that changes what stands in a body, how the body is announced, or how often equal ones come; with all positions. */
const FORMS: ReadonlyArray<readonly [name: string, positions: readonly Position[]]> = [
  ['U1', (['root', 'payload', 'wrapped'] as const).map((retryContextAt) => ({ retryContextAt }))],
  ['U2', [true, false].map((lifecycleNamed) => ({ lifecycleNamed }))],
  ['U3', (['context', 'empty object', 'none', 'untyped'] as const).map((scheduledBody) => ({ scheduledBody }))],
  ['U4', [0, 4].map((scheduledRedeliveries) => ({ scheduledRedeliveries }))],
  ['U12', [DEFAULT_SWITCHES.dataSecurityType, 'application/json' as const].map((dataSecurityType) => ({ dataSecurityType }))],
  ['U19', (['once', 'each context'] as const).map((installedFor) => ({ installedFor }))],
  ['U22', [true, false].map((extraMembers) => ({ extraMembers }))]
]

const PAGE = 'avi:confluence:created:page'
const BOARD = 'avi:jira-software:updated:board'
const BLOCKED = 'avi:ecosystem.app_policy:blocked:app_access_to_objects.v2'
const TICK = `forge:scheduled:${HOURLY}`

/** Sends one of each kind of body for an installation that covers two products, so that each answer is lost and all come again. */
async function sendTwice ({ simulator, app }: ForgeStage, network: Network): Promise<Installation> {
  const installation = simulator.createInstallation({ app, alsoCovers: ['jira'] })
  network.isLosing = true
  await simulator.install(installation)
  await simulator.upgrade(installation, '3.0.0')
  for (const name of [PAGE, BOARD, BLOCKED]) await simulator.sendEvent(installation, name)
  await simulator.tick(installation, HOURLY, { triggerKey: 'hourly' })
  network.isLosing = false
  await simulator.advance(60_000)
  return installation
}

interface Network { isLosing: boolean }

function * troublesOf (network: Network): Generator<'lost' | undefined> {
  for (;;) yield network.isLosing ? 'lost' : undefined
}

/** What has to arrive, and what of it has to be known when it comes again. */
function expectedOf (position: Position): { readonly handled: string[], readonly known: string[] } {
  const { installedFor, scheduledBody, scheduledRedeliveries } = position
  const installs = installedFor === 'each context' ? 2 : 1
  const events = ['avi:forge:upgraded:app', PAGE, BOARD, BLOCKED, ...Array<string>(installs).fill('avi:forge:installed:app')]
  const again = scheduledRedeliveries === 4 ? [TICK] : []
  // Without a body there is no place for a retryContext: such a tick counts as new, for in doubt it is handled.
  return scheduledBody === 'none'
    ? { handled: [...events, TICK, ...again].toSorted(), known: events.toSorted() }
    : { handled: [...events, TICK].toSorted(), known: [...events, ...again].toSorted() }
}

/** What a handler is promised of each, whatever the form. */
function faultsOf ({ type, data, subject }: EventEnvelope): string[] {
  const text = JSON.stringify(data)
  return [
    text.includes('contextToken') ? `${type} holds a credential` : [],
    text.includes('"payload"') ? `${type} is wrapped still` : [],
    type === TICK || type === BLOCKED || subject !== undefined ? [] : `${type} is about nothing`
  ].flat()
}

for (const [index, [first, positions]] of FORMS.entries()) {
  for (const [second, others] of FORMS.slice(index + 1)) {
    test(`${first} with ${second}: in every position of both each kind of body is recognised, and known when it comes again`, async (t) => {
      const network = { isLosing: false }
      const on = await stage(t, { switches: { tickDuplicateChance: 0 }, troubles: troublesOf(network) })
      for (const switches of positions.flatMap((one) => others.map((other) => ({ ...one, ...other })))) {
        await on.simulator.turn(switches)
        const { id } = await sendTwice(on, network)
        const { handled, known } = expectedOf(switches)
        const ours = (): EventEnvelope[] => on.handled.filter(({ installation }) => installation === id)
        await until(() => ours().length >= handled.length, `all were handled with ${JSON.stringify(switches)}`)
        t.same(ours().map(({ type }) => type).toSorted(), handled, JSON.stringify(switches))
        t.same(ours().flatMap(faultsOf), [], JSON.stringify(switches))
        const duplicates = on.ingested.filter(({ verdict, event }) => verdict === 'duplicate' && event['installation'] === id)
        t.same(duplicates.map(({ event }) => event.type).toSorted(), known, `known again with ${JSON.stringify(switches)}`)
      }
    })
  }
}
