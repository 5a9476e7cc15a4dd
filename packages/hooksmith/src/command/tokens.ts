import { rotateTokens, tokenKeysFromEnvironment } from '@hooksmith/core'
import { HKS_ERR_COMMAND_FAILED } from '../errors.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import type { AddCommand } from './frame.js'
import { withDrivers } from './open-drivers.js'

interface Flags extends ConfigFlag { readonly json?: true }

const EXAMPLES = `
To replace the key that tokens are encrypted with:
  1. HOOKSMITH_TOKEN_KEYS=NEW,OLD in every process, and restart them
  2. $ hooksmith tokens rotate      with the same variable: every token is encrypted anew
  3. HOOKSMITH_TOKEN_KEYS=NEW in every process, and restart them

Safe beside running servers, and to repeat. Shows neither keys nor tokens.`

/** `hooksmith tokens rotate`. */
export const addTokens: AddCommand = ({ program, around, action }) => {
  const tokens = program.command('tokens').description('Look after the stored tokens').addHelpText('after', EXAMPLES)
  withConfigFlag(tokens.command('rotate').description('Encrypt every stored token with the newest key'))
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(action(async (flags: Flags) => {
      const loaded = await loadFor(flags, around)
      const { tokens: kept } = loaded.config
      if (kept === false) throw new HKS_ERR_COMMAND_FAILED("The config says 'tokens: false': there are none")
      const keys = await tokenKeysFromEnvironment(around.environment, { developmentKeyFile: kept.keyFile })
      const report = await withDrivers(loaded, async ({ store }) => await rotateTokens({ store, keys }))
      around.write(flags.json === true
        ? JSON.stringify(report)
        : `  ${report.rotated} encrypted anew, ${report.current} were under the newest key, ${report.unreadable} cannot be opened with any key of the list`)
      if (report.unreadable > 0) around.complain('  Those that cannot be opened are left as they are; their tenants get new ones by themselves, within hours.')
      return 0
    }))
}
