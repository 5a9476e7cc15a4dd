import { forge } from '@hooksmith/forge'
import { nearestName } from './config/nearest.js'
import { quote, type Path } from './config/problem.js'
import type { ReceiverChoice } from './config/receiver-choice.js'
import type { PluginFunction } from './config/types.js'
import { isPlugin, type PartModules } from './part-modules.js'
import type { Part } from './parts.js'

/** What holds the receivers that are named by one word, beside Forge's. */
const WEBHOOKS = '@hooksmith/webhooks'
/** How packages of receivers are called that have no scope. */
const PREFIX = 'hooksmith-receiver-'
const ADDING = 'export default a Fastify plugin that calls fastify.hooksmith.receive(…)'

/** Imports the receiver that one member of `receivers` names; `undefined` when something is wrong with it, which is reported. */
export async function findReceiver (modules: PartModules, name: string, choice: ReceiverChoice): Promise<Part | undefined> {
  const { use, options, isNamed } = choice
  const path = ['receivers', name]
  const part = { title: typeof use === 'string' ? use : name, path, optionsPath: isNamed ? [...path, 'options'] : path, options }
  // Whatever the options are, the receiver checks them.
  if (name === 'forge') return { ...part, plugin: forge as unknown as PluginFunction }
  const plugin = typeof use === 'function' ? use : await pluginOf(modules, use, isNamed ? [...path, 'use'] : path, isNamed ? [] : ['forge', ...modules.ownNames])
  return plugin === undefined ? undefined : { ...part, plugin }
}

/**
 * A package or path by its default export; a word by an export of `@hooksmith/webhooks`, or else as the name of a package that the project has.
 *
 * @param names - What else would be right.
 */
async function pluginOf (modules: PartModules, use: string, path: Path, names: readonly string[]): Promise<PluginFunction | undefined> {
  if (use === 'forge') {
    modules.add('receiver-none', path, "'forge' is a receiver under its own name only", "write its options at 'receivers.forge'")
    return undefined
  }
  if (/^[.@]|\//.test(use) || use.startsWith(PREFIX)) return await ownPlugin(modules, use, path)
  const known = modules.has(WEBHOOKS) ? await modules.import(WEBHOOKS, path) : {}
  // What keeps it from being loaded is reported.
  if (known === undefined) return undefined
  const plugin = known[use]
  if (isPlugin(plugin)) return plugin
  const dependencies = await modules.dependencies()
  if (dependencies.includes(use)) return await ownPlugin(modules, use, path)
  const inWebhooks = Object.keys(known).filter((one) => one !== 'default' && isPlugin(known[one]))
  reportUnknown(modules, use, path, { names: [...names, ...inWebhooks], dependencies })
  return undefined
}

async function ownPlugin (modules: PartModules, use: string, path: Path): Promise<PluginFunction | undefined> {
  const module = await modules.import(use, path)
  if (module === undefined || !await modules.fits('receiver', use, path, true)) return undefined
  const { default: plugin } = module
  if (isPlugin(plugin)) return plugin
  const isReceiver = typeof plugin === 'object' && plugin !== null && 'verify' in plugin && 'decode' in plugin
  if (isReceiver) {
    const fix = 'export default async (fastify) => { fastify.hooksmith.receive(…) }'
    modules.add('receiver-none', path, `the default export of ${quote(use)} is a receiver, and no Fastify plugin that adds it`, fix)
  } else modules.add('receiver-none', path, `the default export of ${quote(use)} is no Fastify plugin`, ADDING)
  return undefined
}

/** What a word can have been meant to be. */
interface Candidates { readonly names: readonly string[], readonly dependencies: readonly string[] }

function reportUnknown (modules: PartModules, use: string, path: Path, { names, dependencies }: Candidates): void {
  const nearest = nearestName(use, [...names, ...dependencies])
  if (modules.has(WEBHOOKS)) {
    modules.add('receiver-none', path, `there is no receiver ${quote(use)}`, nearest === undefined ? `there are: ${names.join(', ')}` : `write '${nearest}'`)
    return
  }
  const install = `run: ${modules.installLine(WEBHOOKS)}`
  modules.add('package-missing', path, `the receiver ${quote(use)} is in ${WEBHOOKS}, which is not installed`, nearest === undefined ? install : `write '${nearest}', or ${install}`)
}
