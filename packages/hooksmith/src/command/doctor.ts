import type { LoadedConfig } from '../server/config/load.js'
import { examine } from '../server/doctor.js'
import type { Finding } from '../server/finding.js'
import { loadFor, withConfigFlag, type ConfigFlag } from './config-flags.js'
import type { AddCommand } from './frame.js'
import type { Surroundings } from './surroundings.js'

interface Flags extends ConfigFlag { readonly json?: true }

const EXAMPLES = `
Examples:
  $ hooksmith doctor
  $ hooksmith doctor --json | jq '.findings[] | select(.status != "ok")'

Looks whether the config would start, as check does, and at what the server needs around it: Node, receivers, Forge's keys, clock, Redis, disk. Changes nothing. Exits with 1 when something is broken.`

/** `hooksmith doctor`. */
export const addDoctor: AddCommand = ({ program, around, action }) => {
  withConfigFlag(program.command('doctor').description('Find out why it does not work: Node, clock, keys, queue, disk'))
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action(action(async (flags: Flags) => {
      const loaded: LoadedConfig = await loadFor(flags, around)
      const findings: Finding[] = []
      for await (const finding of examine(loaded)) {
        findings.push(finding)
        // Each as soon as it is known: a server that is away takes seconds.
        if (flags.json !== true) around.write(lineOf(finding, around))
      }
      const isWell = findings.every(({ status }) => status !== 'broken')
      if (flags.json === true) around.write(JSON.stringify({ ok: isWell, findings }, undefined, 2))
      return isWell ? 0 : 1
    }))
}

function lineOf ({ status, what, text, fix }: Finding, { color }: Surroundings): string {
  const mark = status === 'ok' ? color.green('✔') : status === 'warning' ? color.yellow('!') : color.red('✖')
  return `${mark} ${what.padEnd(9)} ${text}${fix === undefined ? '' : `\n    ${color.dim('fix:')} ${fix}`}`
}
