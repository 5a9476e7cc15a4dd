import { readFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { generateManifest, serverNeedsOf, type GeneratedManifest, type GenerateOptions } from '@hooksmith/forge/manifest'
import { Option } from 'commander'
import { HKS_ERR_COMMAND_FAILED, HKS_ERR_COMMAND_USAGE } from '../errors.js'
import { configError } from '../server/build-server.js'
import { inspect, tryComposition } from '../server/check-project.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import type { AddCommand } from './frame.js'

interface Flags extends ConfigFlag {
  readonly out?: string
  readonly remote?: string
  readonly baseUrl?: string
  readonly interval?: Exclude<GenerateOptions['interval'], undefined>
  readonly write?: true
  readonly json?: true
}

const EXAMPLES = `
Examples:
  $ hooksmith manifest generate                                 what manifest.yml would be, on standard output
  $ hooksmith manifest generate --write                         into manifest.yml: it is only ever added to
  $ hooksmith manifest generate --base-url https://my.host --write   the first time: where Forge reaches this server
  $ hooksmith check                                             and does all of it fit together?`

/** `hooksmith manifest generate`. */
export const addManifest: AddCommand = ({ program, around, action }) => {
  const manifest = program.command('manifest').description("Write the app's manifest.yml for what the handlers want").addHelpText('after', EXAMPLES)
  withConfigFlag(manifest.command('generate').description('Add to manifest.yml what the server needs: triggers, endpoints, remote, scopes'))
    .option('--out <file>', 'the manifest; default: manifest.yml beside the config')
    .option('--remote <key>', 'key of the remote that this server is; default: the only one there is')
    .option('--base-url <url>', 'where Forge reaches this server, for a remote that is new')
    .addOption(new Option('--interval <interval>', 'how often new scheduled triggers run').choices(['fiveMinute', 'hour', 'day', 'week']))
    .option('-w, --write', 'into the file rather than to standard output')
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(action(async (flags: Flags) => {
      const loaded = await loadFor(flags, around)
      const { parts, problems } = await inspect(loaded)
      const trial = await tryComposition(loaded, parts)
      await trial.app.close()
      const wrong = [...problems, ...trial.problems]
      if (wrong.length > 0) throw configError(wrong)
      if (!loaded.config.receivers.has('forge')) throw new HKS_ERR_COMMAND_FAILED("The config has no receiver 'forge': Forge would never call this server")
      const needs = serverNeedsOf(trial.app.hooksmith)
      const file = flags.out === undefined ? join(loaded.root, 'manifest.yml') : resolve(around.directory, flags.out)
      const before = await readIfThere(file)
      const { text, changes } = generate(before, { needs, ...optionsOf(flags, loaded.config.receivers.get('forge')?.options) })
      const name = relative(around.directory, file)
      if (flags.write === true && changes.length > 0) await writeFile(file, text)
      if (flags.json === true) around.write(JSON.stringify({ file: name, changes, ...flags.write === true ? {} : { text } }, undefined, 2))
      else if (flags.write !== true) around.write(text.trimEnd())
      if (flags.json !== true) {
        const say = flags.write === true ? around.write : around.complain
        say(changes.length === 0 ? `  ${name} has all that the server needs` : changes.map((change) => `  + ${change}`).join('\n'))
      }
      return 0
    }))
}

/** The library names its options; here they are flags. */
function generate (before: Uint8Array | undefined, options: GenerateOptions): GeneratedManifest {
  try {
    return generateManifest(before, options)
  } catch (error) {
    const isRemote = error instanceof Error && 'code' in error && error.code === 'HKS_ERR_FORGE_MANIFEST_NEEDS' && options.remote?.baseUrl === undefined && /remote/.test(error.message)
    if (!isRemote) throw error
    throw new HKS_ERR_COMMAND_USAGE('The manifest does not say where this server is: give --base-url with the URL at which Forge reaches it, and --remote where there are several')
  }
}

function optionsOf ({ remote, baseUrl, interval }: Flags, forge: Readonly<Record<string, unknown>> = {}): Omit<GenerateOptions, 'needs'> {
  const [appId] = Array.isArray(forge.appIds) ? forge.appIds as string[] : []
  const isNew = remote !== undefined || baseUrl !== undefined
  return {
    ...appId === undefined ? {} : { appId: appId.startsWith('ari:') ? appId : `ari:cloud:ecosystem::app/${appId}` },
    ...isNew ? { remote: { key: remote ?? 'hooksmith', ...baseUrl === undefined ? {} : { baseUrl } } } : {},
    ...interval === undefined ? {} : { interval }
  }
}

async function readIfThere (file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
