import { Windows } from './dedupe.js'
import type { Environment } from './environment.js'
import { Tables } from './tables.js'

/**
 * One queue's data as this process sees it. There is one for each environment and name: counters are read once a
 * transaction, so two copies in one transaction would overwrite each other.
 */
export interface Space {
  readonly tables: Tables
  readonly windows: Windows
}

const spaces = new WeakMap<Environment, Map<string, Space>>()

/** @throws `HKS_ERR_QUEUE_FORMAT` for data of a newer release. */
export function openSpace (environment: Environment, name: string): Space {
  const named = spaces.get(environment) ?? new Map<string, Space>()
  spaces.set(environment, named)
  const known = named.get(name)
  if (known !== undefined) return known
  const tables = environment.prepare(() => new Tables(environment, name))
  const space = { tables, windows: new Windows(tables) }
  named.set(name, space)
  return space
}
