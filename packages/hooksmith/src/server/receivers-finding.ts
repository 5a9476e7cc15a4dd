import type { LoadedConfig } from './config/load.js'
import type { Finding } from './doctor.js'
import type { ProjectModules } from './modules.js'
import { PartModules } from './part-modules.js'
import { packageKindOf, readReceiverPackage } from './plugin-package.js'
import { findReceiver } from './receiver-part.js'

/** Who may send, with the version of each package. */
export async function receiversFinding (loaded: LoadedConfig, modules: ProjectModules): Promise<Finding> {
  const { receivers } = loaded.config
  if (receivers.size === 0) return { status: 'warning', what: 'receivers', text: 'none: nothing can arrive', fix: "name one in 'receivers'" }
  const found = new PartModules(loaded, modules)
  for (const [name, choice] of receivers) await findReceiver(found, name, choice)
  const [first] = found.problems
  if (first !== undefined) return { status: 'broken', what: 'receivers', text: first.message, fix: first.fix }
  const names = [...receivers].map(async ([name, { use }]) => typeof use === 'string' ? `${use}${await versionOf(use, modules)}` : name)
  return { status: 'ok', what: 'receivers', text: (await Promise.all(names)).join(', ') }
}

/** ` 1.2.0`; empty for a file, and for a word that stands for no package of its own, also when somebody's package is called so. */
async function versionOf (name: string, modules: ProjectModules): Promise<string> {
  const file = modules.resolve(name)
  const json = file === undefined ? undefined : await modules.packageOf(name, file)
  const { version } = readReceiverPackage(json)
  return packageKindOf(json) !== 'receiver' || version === undefined ? '' : ` ${version}`
}
