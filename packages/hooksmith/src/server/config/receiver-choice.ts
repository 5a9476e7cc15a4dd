import type { HooksmithConfig, PluginFunction, ReceiverWithOptions } from './types.js'

/** One member of `receivers`. */
export interface ReceiverChoice {
  /** Its name, unless the config gives it one of its own. */
  readonly use: string | PluginFunction
  readonly options: Readonly<Record<string, unknown>>
  /** Whether the name is the config's own, and the options stand below `options`. */
  readonly isNamed: boolean
}

/** Which receivers a config names, by their names in it. A member that says nothing is left out. */
export function resolveReceivers (given: Exclude<HooksmithConfig['receivers'], undefined>): ReadonlyMap<string, ReceiverChoice> {
  return new Map(Object.entries(given).flatMap(([name, member]) => member === undefined ? [] : [[name, resolveReceiver(name, member)]]))
}

function resolveReceiver (name: string, given: ReceiverWithOptions | Readonly<Record<string, unknown>>): ReceiverChoice {
  if (!isNamedReceiver(name, given)) return { use: name, options: given, isNamed: false }
  return { use: given.use, options: given.options ?? {}, isNamed: true }
}

/** checkValue found a member `use`, where there is one, to be a name or a plugin, and `options` beside it to be an object. */
function isNamedReceiver (name: string, given: object): given is ReceiverWithOptions {
  return name !== 'forge' && 'use' in given && given.use !== undefined
}
