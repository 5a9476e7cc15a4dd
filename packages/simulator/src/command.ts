import { Command, CommanderError } from 'commander'
import type { EnvironmentType, Installation, ProductName } from './installations.js'
import type { CommandSurroundings } from './command-surroundings.js'
import { introduction, lineOf, nowhere, summaryOf } from './command-output.js'
import { HKS_ERR_SIMULATOR_EVENT_UNKNOWN } from './errors.js'
import { readManifest, remoteOf, type Manifest } from './manifest/manifest.js'
import { runPlay } from './play-command.js'
import { ForgeSimulator } from './simulator.js'

interface Flags {
  readonly manifest: string
  readonly remote?: string
  readonly once?: readonly string[]
  readonly fire?: readonly string[]
  readonly switch?: readonly string[]
  readonly product: ProductName
  readonly environment: EnvironmentType
  readonly seed?: string
  readonly keySetPort: string
  readonly apiPort: string
  readonly json?: true
  readonly check: boolean
}

const EXAMPLES = `
Examples:
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000
      installs the app, fires its schedules, stays up and prints every delivery
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000 --once avi:confluence:created:page
      lets one event happen, prints what your server answered, and ends: 0 if all was accepted
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000 --fire orders
      sends an empty POST to the web trigger 'orders' and ends
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000 --switch retryContextAt=payload license=inactive
      tries your server against what Atlassian's documentation leaves open; the README lists the switches
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000 --json | jq .verdict
  $ hooksmith-simulator play recordings --url http://localhost:3000
      sends recorded requests again and compares the answers; see hooksmith-simulator play --help

Your server takes http://127.0.0.1:7420/.well-known/jwks.json in place of Atlassian's key set, and 127.0.0.1:7421 as API host.
Ends as 0 when all was accepted, as 1 when something was not, as 2 for a flag, a file or a manifest that cannot be used.`

const ENVIRONMENTS: readonly string[] = ['DEVELOPMENT', 'STAGING', 'PRODUCTION']

/** Runs the command. Resolves to the exit code: 0 all accepted, 1 not, 2 usage. `play` as its first word: see {@link runPlay}. */
export async function runCommand (args: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  if (args[0] === 'play') return await runPlay(args.slice(1), surroundings)
  const command = programOf(surroundings)
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  const flags = command.opts<Flags>()
  try {
    const problem = problemOf(flags)
    if (problem !== undefined) throw command.error(problem, { exitCode: 2 })
    return await simulate(flags, await readManifest(flags.manifest, { isChecked: flags.check }), surroundings)
  } catch (error) {
    if (!(error instanceof CommanderError)) surroundings.complain(error instanceof Error ? error.message : String(error))
    return 2
  }
}

function programOf ({ write, complain }: CommandSurroundings): Command {
  return new Command('hooksmith-simulator')
    .description('An Atlassian Forge platform on this machine: delivers by a manifest.yml to your server.')
    .requiredOption('--manifest <file>', 'the manifest.yml of the app')
    .option('--remote <url>', "called in place of the manifest's own base URLs")
    .option('--once <events...>', 'let these events happen and end')
    .option('--fire <keys...>', 'send an empty request to these web triggers and end')
    .option('--switch <name=value...>', 'turn switches, for example maxDeliveries=4')
    .option('--product <name>', 'where the app is installed', 'confluence')
    .option('--environment <type>', 'DEVELOPMENT, STAGING or PRODUCTION', 'DEVELOPMENT')
    .option('--seed <text>', 'the same seed makes the same ids')
    .option('--key-set-port <port>', 'port of the key set', '7420')
    .option('--api-port <port>', "port of the products' APIs", '7421')
    .option('--no-check', 'take a manifest that could not be deployed as well')
    .option('--json', 'one line of JSON for each delivery')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: (text) => { write(text.trimEnd()) }, writeErr: (text) => { complain(text.trimEnd()) } })
}

/** What is wrong with the flags, beyond what the parser sees. */
function problemOf ({ remote, environment, keySetPort, apiPort }: Flags): string | undefined {
  const isUrl = remote === undefined || (/^https?:/i.test(remote) && URL.canParse(remote))
  if (!isUrl) return `error: --remote must be an http or https URL, received '${remote}'; for example http://localhost:3000`
  if (!ENVIRONMENTS.includes(environment)) return `error: --environment must be ${ENVIRONMENTS.join(', ')}, received '${environment}'`
  const port = [keySetPort, apiPort].find((one) => !/^\d{1,5}$/.test(one))
  return port === undefined ? undefined : `error: a port is a number up to 65535, received '${port}'`
}

async function simulate (flags: Flags, manifest: Manifest, surroundings: CommandSurroundings): Promise<number> {
  const seed = flags.seed === undefined ? {} : { seed: flags.seed }
  const [keySetPort, apiPort] = [Number(flags.keySetPort), Number(flags.apiPort)]
  const simulator = await ForgeSimulator.start({ keySetPort, apiPort, ...seed })
  try {
    await simulator.turn(Object.fromEntries((flags.switch ?? []).map(switchOf)))
    const override = flags.remote === undefined ? {} : { baseUrl: flags.remote }
    simulator.setManifest(manifest, override)
    const app = simulator.createApp(manifest.appId === undefined ? {} : { id: manifest.appId })
    const installation = simulator.createInstallation({ app, product: flags.product, environment: flags.environment })
    const write = flags.json === true ? () => {} : surroundings.write
    const stays = flags.once === undefined && flags.fire === undefined
    simulator.journal.follow((record) => { surroundings.write(flags.json === true ? JSON.stringify(record) : lineOf(record, stays)) })
    for (const line of introduction(simulator, installation, manifest, remoteOf(manifest, override))) write(line)
    const isAccepted = await run(simulator, installation, flags, { ...surroundings, write })
    write(summaryOf(simulator.journal.find()))
    return isAccepted ? 0 : 1
  } finally {
    await simulator.close()
  }
}

async function run (
  simulator: ForgeSimulator, installation: Installation, flags: Flags, surroundings: CommandSurroundings
): Promise<boolean> {
  if (flags.once === undefined && flags.fire === undefined) return stayUp(simulator, installation, surroundings)
  const happened = await once(simulator, installation, flags.once ?? [], surroundings)
  const fired = await fire(simulator, installation, flags.fire ?? [])
  return happened && fired
}

async function stayUp (simulator: ForgeSimulator, installation: Installation, { untilStopped }: CommandSurroundings): Promise<boolean> {
  await simulator.publish(installation, 'avi:forge:installed:app')
  simulator.startSchedules()
  await untilStopped
  return true
}

/** What no trigger asks for was not accepted either; nor was an event that nobody knows. */
async function once (
  simulator: ForgeSimulator, installation: Installation, events: readonly string[], { write }: CommandSurroundings
): Promise<boolean> {
  let isAccepted = true
  for (const name of events) {
    const published = await simulator.publish(installation, name).catch(unknownEvent)
    const { deliveries = [], withheld = [] } = published ?? {}
    if (deliveries.length + withheld.length === 0) write(nowhere(name))
    isAccepted &&= deliveries.length > 0 && deliveries.every(({ verdict }) => verdict === 'accepted')
  }
  return isAccepted
}

function unknownEvent (error: unknown): undefined {
  if (!(error instanceof HKS_ERR_SIMULATOR_EVENT_UNKNOWN)) throw error
}

async function fire (simulator: ForgeSimulator, installation: Installation, keys: readonly string[]): Promise<boolean> {
  let isAccepted = true
  for (const key of keys) {
    const { delivery } = await simulator.calls.fireWebTrigger(installation, key)
    isAccepted &&= delivery.verdict === 'accepted'
  }
  return isAccepted
}

/** `name=value`, the value as a number or a Boolean where it is one. */
function switchOf (text: string): readonly [name: string, value: string | number | boolean] {
  const [name = '', ...rest] = text.split('=')
  const value = rest.join('=')
  if (value === 'true' || value === 'false') return [name, value === 'true']
  return [name, value === '' || Number.isNaN(Number(value)) ? value : Number(value)]
}
