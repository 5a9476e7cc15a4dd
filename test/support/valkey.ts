import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A Valkey that tests may use: its program, an address where one runs, or both. */
export interface FoundValkey {
  readonly server?: string
  readonly url?: string
}

/** What to do where there is none. */
export const VALKEY_HINT = 'put valkey-server on PATH (Debian 13, Ubuntu 25.04: apt-get install valkey-server; macOS: brew install valkey), ' +
  'or set VALKEY_SERVER to its path, or VALKEY_URL to the address of one'

/**
 * Looks for a Valkey: `VALKEY_SERVER`, the path of its program, else `valkey-server` on PATH; and `VALKEY_URL`. An empty variable counts as absent.
 *
 * @throws when `VALKEY_SERVER` names no file: whoever sets it means a run against it.
 */
export function findValkey (env: NodeJS.ProcessEnv = process.env): FoundValkey | undefined {
  const [server, url] = [serverOf(env), env.VALKEY_URL ?? '']
  if (server === undefined && url === '') return undefined
  return { ...server !== undefined && { server }, ...url !== '' && { url } }
}

function serverOf ({ VALKEY_SERVER: named = '', PATH: path = '' }: NodeJS.ProcessEnv): string | undefined {
  if (named === '') return path.split(delimiter).map((folder) => join(folder, 'valkey-server')).find((file) => existsSync(file))
  if (!existsSync(named)) throw new Error(`VALKEY_SERVER names '${named}', where there is no file`)
  return named
}
