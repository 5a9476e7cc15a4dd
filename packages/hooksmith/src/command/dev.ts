import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { HKS_ERR_COMMAND_FAILED } from '../errors.js'
import { configError } from '../server/build-server.js'
import { loadConfig, type LoadedConfig } from '../server/config/load.js'
import { ProjectModules } from '../server/modules.js'
import { withConfigFlag, type ConfigFlag } from './config-flags.js'
import { DevSession } from './dev/session.js'
import { importSimulator } from './dev/simulator.js'
import type { AddCommand } from './frame.js'
import type { Surroundings } from './surroundings.js'

interface Flags extends ConfigFlag {
  readonly port?: string
  readonly product?: string
}

const EXAMPLES = `
Examples:
  $ hooksmith dev
  $ hooksmith dev --product jira        the app is installed on a pretended Jira

Starts a pretended Forge and your server, which starts again on every change while Forge and queue stay up. Reads .env.
Keys: 1 to 9 send the event with that number, r starts the server again, q ends.
From another terminal: hooksmith send EVENT, and hooksmith call PATH for endpoints.
Jobs lie in an LMDB file where the config says memory, so that a change loses none.`

/** `hooksmith dev`. */
export const addDev: AddCommand = ({ program, around, action }) => {
  withConfigFlag(program.command('dev').description('A pretended Forge and your server, started again on every change'))
    .option('-p, --port <number>', 'the port that the server listens on')
    .option('--product <name>', 'where the app is installed; default: what the handlers are about')
    .addHelpText('after', EXAMPLES)
    .action(action(async (flags: Flags) => {
      const environment = withDotEnv(around)
      const loaded = await loadConfig({ directory: around.directory, file: flags.config, environment })
      if (loaded.problems.length > 0) throw configError(loaded.problems)
      if (!loaded.config.receivers.has('forge')) throw new HKS_ERR_COMMAND_FAILED("'hooksmith dev' pretends to be Forge, and the config has no receiver 'forge'")
      const simulator = await importSimulator(new ProjectModules(loaded.root))
      const { port, product = guessProduct(loaded) } = flags
      const session = new DevSession({ loaded, environment, simulator, around, product, port })
      await session.run()
      return 0
    }))
}

/** A variable that is set wins over the file. */
function withDotEnv ({ directory, environment }: Surroundings): Surroundings['environment'] {
  const file = join(directory, '.env')
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...environment } : environment
}

/** The product in the manifest's events; Confluence without a manifest. */
function guessProduct ({ root }: LoadedConfig): string {
  const file = join(root, 'manifest.yml')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return (/avi:(confluence|jira|bitbucket|compass)\b/.exec(text) ?? [])[1] ?? 'confluence'
}
