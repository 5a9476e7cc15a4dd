import { Command, CommanderError } from 'commander'
import type { EnvironmentType, Installation, ProductName } from './installations.js'
import type { DeliveryRecord, Withheld } from './journal-record.js'
import { readManifest, type Manifest } from './manifest/manifest.js'
import { runPlay } from './play-command.js'
import { ForgeSimulator } from './simulator.js'

/** What the command writes to and when it ends. */
export interface CommandSurroundings {
  readonly write: (line: string) => void
  readonly complain: (line: string) => void
  /** Resolves when somebody wants the command to end. */
  readonly untilStopped: Promise<void>
}

interface Flags {
  readonly manifest: string
  readonly remote?: string
  readonly once?: readonly string[]
  readonly product: ProductName
  readonly environment: EnvironmentType
  readonly seed?: string
  readonly keySetPort: string
  readonly apiPort: string
  readonly json?: true
}

const EXAMPLES = `
Examples:
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000
      installs the app, fires its schedules, stays up and prints every delivery
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000 --once avi:confluence:created:page
      lets one event happen, prints what your server answered, and ends: 0 if all was accepted
  $ hooksmith-simulator --manifest manifest.yml --remote http://localhost:3000 --json | jq .verdict
  $ hooksmith-simulator play recordings --url http://localhost:3000
      sends recorded requests again and compares the answers; see hooksmith-simulator play --help

Your server takes http://127.0.0.1:7420/.well-known/jwks.json in place of Atlassian's key set, and 127.0.0.1:7421 as API host.`

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
    return await simulate(flags, await readManifest(flags.manifest), surroundings)
  } catch (error) {
    surroundings.complain(error instanceof Error ? error.message : String(error))
    return 2
  }
}

function programOf ({ write, complain }: CommandSurroundings): Command {
  return new Command('hooksmith-simulator')
    .description('An Atlassian Forge platform on this machine: delivers by a manifest.yml to your server.')
    .requiredOption('--manifest <file>', 'the manifest.yml of the app')
    .option('--remote <url>', "called in place of the manifest's own base URLs")
    .option('--once <events...>', 'let these events happen and end')
    .option('--product <name>', 'where the app is installed', 'confluence')
    .option('--environment <type>', 'DEVELOPMENT, STAGING or PRODUCTION', 'DEVELOPMENT')
    .option('--seed <text>', 'the same seed makes the same ids')
    .option('--key-set-port <port>', 'port of the key set', '7420')
    .option('--api-port <port>', "port of the products' APIs", '7421')
    .option('--json', 'one line of JSON for each delivery')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: (text) => { write(text.trimEnd()) }, writeErr: (text) => { complain(text.trimEnd()) } })
}

async function simulate (flags: Flags, manifest: Manifest, surroundings: CommandSurroundings): Promise<number> {
  const seed = flags.seed === undefined ? {} : { seed: flags.seed }
  const simulator = await ForgeSimulator.start({ keySetPort: Number(flags.keySetPort), apiPort: Number(flags.apiPort), ...seed })
  try {
    simulator.setManifest(manifest, flags.remote === undefined ? {} : { baseUrl: flags.remote })
    const app = simulator.createApp(manifest.appId === undefined ? {} : { id: manifest.appId })
    const installation = simulator.createInstallation({ app, product: flags.product, environment: flags.environment })
    simulator.journal.follow((record) => { surroundings.write(flags.json === true ? JSON.stringify(record) : lineOf(record)) })
    if (flags.json !== true) introduce(simulator, installation, manifest, surroundings)
    return flags.once === undefined ? await stayUp(simulator, installation, surroundings) : await once(simulator, installation, flags.once)
  } finally {
    await simulator.close()
  }
}

function introduce (simulator: ForgeSimulator, installation: Installation, { notes }: Manifest, { write }: CommandSurroundings): void {
  write(`key set  ${simulator.jwksUrl}`)
  write(`api      ${simulator.api.origin}`)
  write(`app      ${installation.app.id}, installed as ${installation.id} on ${installation.product} ${installation.cloudId}`)
  for (const note of notes) write(`note     ${note}`)
}

async function stayUp (simulator: ForgeSimulator, installation: Installation, { untilStopped }: CommandSurroundings): Promise<number> {
  await simulator.publish(installation, 'avi:forge:installed:app')
  simulator.startSchedules()
  await untilStopped
  return 0
}

/** What no trigger asks for was not accepted either. */
async function once (simulator: ForgeSimulator, installation: Installation, events: readonly string[]): Promise<number> {
  let isAccepted = true
  for (const name of events) {
    const { deliveries } = await simulator.publish(installation, name)
    isAccepted &&= deliveries.length > 0 && deliveries.every(({ verdict }) => verdict === 'accepted')
  }
  return isAccepted ? 0 : 1
}

function lineOf (record: DeliveryRecord | Withheld): string {
  if ('triggerKey' in record) return `withheld ${record.eventType} from ${record.triggerKey}: ${[record.reason, record.error ?? []].flat().join(', ')}`
  const { verdict, answer, durationMs, request, moduleKey, retryCount, errorCode } = record
  const status = answer?.status ?? errorCode ?? '-'
  const again = retryCount === 0 ? '' : ` (redelivery ${retryCount})`
  return `${verdict.padEnd(8)} ${status} ${Math.round(durationMs)} ms ${request.eventType ?? moduleKey}${again} → ${request.url}`
}
