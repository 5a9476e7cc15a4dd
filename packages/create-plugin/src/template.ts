import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

// The same path from src and from dist.
const HOME = fileURLToPath(new URL('../template/', import.meta.url))

/** npm leaves a .gitignore out of what it publishes, and a package.json inside of another package means something to bundlers. */
const RENAMED: Readonly<Record<string, string>> = { _gitignore: '.gitignore', '_package.json': 'package.json' }

/** A file to write: its path below the folder, and what is in it. */
export type TemplateFile = readonly [name: string, text: string]

/** The files of a new plugin, with `__NAME__` replaced by the value of NAME, in the order of their names. */
export async function readTemplate (values: Readonly<Record<string, string>>, registry: string | undefined): Promise<TemplateFile[]> {
  const entries = await readdir(HOME, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(HOME, join(entry.parentPath, entry.name)).split(sep).join('/'))
  const files = await Promise.all(paths.sort().map(async (path): Promise<TemplateFile> => {
    const text = await readFile(join(HOME, path), 'utf8')
    const name = RENAMED[path] ?? path
    return [name, name === 'package.json' ? fillPackage(text, values, registry) : fill(text, values)]
  }))
  const scope = /^@[^/]+/.exec(values['PACKAGE'] ?? '')?.[0]
  return registry === undefined || scope === undefined ? files : [...files, ['.npmrc', `${scope}:registry=${registry}\n`]]
}

function fill (text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/__([A-Z]+)__/g, (whole, name: string) => values[name] ?? whole)
}

/** Values go into the parsed JSON: they may hold quotes. */
function fillPackage (text: string, values: Readonly<Record<string, string>>, registry: string | undefined): string {
  const filled = JSON.parse(text, (_name, value: unknown) => typeof value === 'string' ? fill(value, values) : value) as object
  const publishing = registry === undefined ? {} : { publishConfig: { registry } }
  return `${JSON.stringify({ ...filled, ...publishing }, undefined, 2)}\n`
}
