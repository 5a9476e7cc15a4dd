import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseRecording, type Recording } from '@hooksmith/forge/recordings'
import { Command, CommanderError } from 'commander'
import type { CommandSurroundings } from './command-surroundings.js'
import { HKS_ERR_SIMULATOR_INPUT } from './errors.js'
import { play, type Played } from './playback.js'
import { ForgeSimulator } from './simulator.js'

interface Flags {
  readonly url: string
  readonly keySetPort: string
  readonly apiPort: string
  readonly json?: true
}

interface Fixture { readonly file: string, readonly recording: Recording }

/** Answers of a server that has not loaded the keys of this run yet. */
const NO_KEYS: ReadonlySet<string> = new Set(['401 HKS_ERR_VERIFIER_KEY_UNKNOWN', '503 HKS_ERR_VERIFIER_KEYS_UNAVAILABLE'])
/** A receiver of ours loads them within 30 s at the latest: that is its cool-down between downloads. */
const PATIENCE_MS = 40_000
const PAUSE_MS = 1_000

const HELP = `
A file is one that the Fastify plugin recordRequests of @hooksmith/forge wrote. Requests are signed anew, since their tokens are not kept.

Examples:
  $ hooksmith-simulator play recordings --url http://localhost:3000
      sends every recording of the directory, in order, and ends: 0 if each was answered as before, 1 if not
  $ hooksmith-simulator play page.json --url http://localhost:3000 --json | jq .is

Your server takes http://127.0.0.1:7420/.well-known/jwks.json in place of Atlassian's key set.`

/** Runs `play`. Resolves to the exit code: 0 all answered as recorded, 1 not, 2 usage or a file that is no recording. */
export async function runPlay (args: readonly string[], surroundings: CommandSurroundings): Promise<number> {
  const command = programOf(surroundings)
  try {
    command.parse([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  try {
    return await playAll(await fixturesIn(command.args), command.opts<Flags>(), surroundings)
  } catch (error) {
    surroundings.complain(error instanceof Error ? error.message : String(error))
    return 2
  }
}

function programOf ({ write, complain }: CommandSurroundings): Command {
  return new Command('hooksmith-simulator play')
    .description('Sends recorded requests again and compares the answers.')
    .argument('<files...>', 'recordings, or directories of them')
    .requiredOption('--url <url>', 'your server')
    .option('--key-set-port <port>', 'port of the key set', '7420')
    .option('--api-port <port>', "port of the products' APIs", '7421')
    .option('--json', 'one line of JSON for each recording')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({ writeOut: (text) => { write(text.trimEnd()) }, writeErr: (text) => { complain(text.trimEnd()) } })
}

/** All of them, or none is played. */
async function fixturesIn (paths: readonly string[]): Promise<Fixture[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat()
  if (files.length === 0) throw new HKS_ERR_SIMULATOR_INPUT('files', 'recordings, or directories with some', 'none')
  return await Promise.all(files.map(async (file) => {
    try {
      return { file, recording: parseRecording(await readFile(file)) }
    } catch (error) {
      throw new HKS_ERR_SIMULATOR_INPUT('files', 'recordings', `${file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }))
}

/** What a directory holds is in the order of its names, which is that of recording. */
async function filesAt (path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  return (await readdir(path)).filter((name) => name.endsWith('.json')).sort().map((name) => join(path, name))
}

async function playAll (fixtures: readonly Fixture[], flags: Flags, surroundings: CommandSurroundings): Promise<number> {
  const { write } = surroundings
  const simulator = await ForgeSimulator.start({ keySetPort: Number(flags.keySetPort), apiPort: Number(flags.apiPort) })
  const giveUpAt = Date.now() + PATIENCE_MS
  let changed = 0
  try {
    if (flags.json !== true) write(`key set  ${simulator.jwksUrl}`)
    for (const { file, recording } of fixtures) {
      const played = await playPatiently(() => play(simulator, recording, flags.url), giveUpAt, surroundings)
      if (!played.isSame) changed++
      for (const line of flags.json === true ? [jsonOf(file, played)] : linesOf(file, played)) write(line)
    }
    if (flags.json !== true) write(`${fixtures.length} played, ${changed} answered otherwise than recorded`)
  } finally {
    await simulator.close()
  }
  return changed === 0 ? 0 : 1
}

/** Tries again while the server does not know the keys that were made for this run; it has done nothing with the request then. */
async function playPatiently (attempt: () => Promise<Played>, giveUpAt: number, { complain }: CommandSurroundings): Promise<Played> {
  let played = await attempt()
  if (!played.isSame && NO_KEYS.has(played.is)) complain('The server has not loaded the keys of this run yet, trying again …')
  while (!played.isSame && NO_KEYS.has(played.is) && Date.now() < giveUpAt) {
    await sleep(PAUSE_MS)
    played = await attempt()
  }
  return played
}

function linesOf (file: string, { recording, record, was, is, isSame }: Played): string[] {
  const what = `${record.request.eventType ?? record.moduleKey} → ${recording.path}  ${basename(file)}`
  if (isSame) return [`same     ${is}  ${what}`]
  const because = record.errorCode === undefined ? '' : ` (${record.errorCode})`
  return [`CHANGED  ${what}`, `           was  ${was}`, `           is   ${is}${because}`]
}

function jsonOf (file: string, { recording: { path }, record: { moduleKey, request: { eventType } }, was, is, isSame }: Played): string {
  return JSON.stringify({ file, path, moduleKey, ...(eventType === undefined ? {} : { eventType }), was, is, isSame })
}
