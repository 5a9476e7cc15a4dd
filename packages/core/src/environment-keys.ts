import { readFile } from 'node:fs/promises'
import { ensureKeyFile } from './key-file.js'
import { HKS_ERR_TOKEN_KEY_MISSING, HKS_ERR_TOKEN_KEYS } from './token-errors.js'
import { resolveTokenKeys, type TokenKey } from './token-keys.js'

/** What {@link tokenKeysFromEnvironment} is told beside the environment. */
export interface EnvironmentKeysOptions {
  /** Where a key is made when the environment names none, outside of production. Absent: none is made. */
  readonly developmentKeyFile?: string
}

/** The variables that are read, and of `process.env` no others. */
export type KeyEnvironment = Readonly<Record<string, string | undefined>>

const NAME = 'HOOKSMITH_TOKEN_KEYS'

/**
 * The keys that tokens are encrypted with: `HOOKSMITH_TOKEN_KEYS`, newest first, separated by commas; or `HOOKSMITH_TOKEN_KEYS_FILE`, the path of a file
 * with the same, lines allowed. Each is 32 bytes as base64url or 64 hexadecimal digits. An empty variable counts as absent.
 *
 * @throws `HKS_ERR_TOKEN_KEYS` when both are set, the file cannot be read, or a key is none; `HKS_ERR_TOKEN_KEY_MISSING` when neither is set and
 * `NODE_ENV` is `production` or there is no `developmentKeyFile`; `HKS_ERR_TOKEN_KEY_FILE` of that file. No message shows a key.
 */
export async function tokenKeysFromEnvironment (env: KeyEnvironment, options: EnvironmentKeysOptions = {}): Promise<readonly TokenKey[]> {
  const [list, path] = [env[NAME] ?? '', env[`${NAME}_FILE`] ?? '']
  if (list !== '' && path !== '') throw new HKS_ERR_TOKEN_KEYS(`${NAME} and ${NAME}_FILE`, 'are both set; keep one of them')
  if (list !== '') return parseKeys(NAME, list)
  if (path !== '') return parseKeys(`${NAME}_FILE`, await readKeys(path))
  if (env.NODE_ENV === 'production' || options.developmentKeyFile === undefined) throw new HKS_ERR_TOKEN_KEY_MISSING()
  return [await ensureKeyFile(options.developmentKeyFile)]
}

async function readKeys (path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new HKS_ERR_TOKEN_KEYS(`${NAME}_FILE`, 'names a file that cannot be read', { cause })
  }
}

function parseKeys (variable: string, text: string): readonly TokenKey[] {
  const keys = text.split(/[,\n]/).map((key) => key.trim()).filter((key) => key !== '')
  try {
    resolveTokenKeys(keys)
  } catch (cause) {
    // The cause names the place in the list and what was expected, never the key.
    throw new HKS_ERR_TOKEN_KEYS(variable, 'must hold keys of 32 bytes each as base64url or hexadecimal digits, separated by commas', { cause })
  }
  return keys
}
