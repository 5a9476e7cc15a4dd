import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HKS_ERR_CREATE_FOLDER } from './errors.js'
import { pluginNameOf } from './names.js'
import { resolveCreateOptions, type CreateOptions, type ResolvedCreateOptions } from './options.js'
import { readTemplate } from './template.js'

/** What was made. */
export interface CreatedPlugin {
  /** Absolute. */
  readonly folder: string
  /** Of the package. */
  readonly name: string
  /** What its handlers' ids begin with. */
  readonly plugin: string
  /** What was written, relative to the folder. */
  readonly files: readonly string[]
}

/**
 * Writes a plugin with a handler, an option, tests, a README and a release script. Installs nothing.
 *
 * @throws `HKS_ERR_CREATE_NAME`, `HKS_ERR_CREATE_EVENT`, `HKS_ERR_CREATE_REGISTRY`, `HKS_ERR_CREATE_FOLDER`; nothing is written then.
 */
export async function createPlugin (given: CreateOptions): Promise<CreatedPlugin> {
  const options = resolveCreateOptions(given)
  const folder = resolve(options.folder)
  await assertEmpty(folder)
  const files = await readTemplate(await valuesFor(options), options.registry)
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text, { flag: 'wx' })
  }
  return { folder, name: options.name, plugin: pluginNameOf(options.name), files: files.map(([name]) => name) }
}

/** Why nothing can be written into a folder; `undefined` when something can. */
export async function wrongFolder (folder: string): Promise<string | undefined> {
  try {
    const present = (await readdir(folder)).filter((name) => name !== '.git')
    return present.length === 0 ? undefined : `it is not empty (${present.slice(0, 3).join(', ')}${present.length > 3 ? ', …' : ''}); choose another folder`
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    return code === 'ENOTDIR' ? 'it is a file' : `it cannot be read (${String(code)})`
  }
}

async function assertEmpty (folder: string): Promise<void> {
  const wrong = await wrongFolder(folder)
  if (wrong !== undefined) throw new HKS_ERR_CREATE_FOLDER(folder, wrong)
}

async function valuesFor ({ name, event, description, author }: ResolvedCreateOptions): Promise<Readonly<Record<string, string>>> {
  // Hooksmith's packages are released together, so this one's version is theirs.
  const { version } = JSON.parse(await readFile(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8')) as { readonly version: string }
  return {
    PACKAGE: name,
    PLUGIN: pluginNameOf(name),
    EVENT: event,
    DESCRIPTION: description,
    AUTHOR: author,
    YEAR: String(new Date().getFullYear()),
    VERSION: `^${version}`,
    // What a plugin fits is said by its API version; releases do not make it old.
    RELEASE: version,
    // Events of the catalogue are sent as Forge sends them; for all others there is no sample.
    SEND: event.startsWith('avi:') ? `send('${event}')` : `emit({ type: '${event}' })`
  }
}
