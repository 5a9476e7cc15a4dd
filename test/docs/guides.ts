import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTutorial } from '../packaging/tutorial.js'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

/** One guide in docs/, in Markdown. */
export interface Guide { readonly name: string, readonly text: string }

/** Every text in docs/. */
export function readGuides (): Guide[] {
  return readdirSync(docs).filter((file) => file.endsWith('.md')).map((file) => ({ name: basename(file, '.md'), text: readFileSync(join(docs, file), 'utf8') }))
}

/** @throws when there is no such guide. */
export function readGuide (name: string): Guide {
  return { name, text: readFileSync(join(docs, `${name}.md`), 'utf8') }
}

/** The files that a guide tells its reader to write, by path. */
export function filesOf ({ text }: Guide): ReadonlyMap<string, string> {
  return new Map(readTutorial(text).flatMap((step) => step.kind === 'file' ? [[step.path, step.text] as const] : []))
}

/** Does what the guide says: writes its files into a folder from which every package can be imported. @returns the folder, which goes with the test */
export async function follow (t: { teardown (end: () => Promise<void>): unknown }, guide: Guide): Promise<string> {
  const folder = fileURLToPath(new URL(`../.cache/${guide.name}-${process.pid}/`, import.meta.url))
  t.teardown(async () => { await rm(folder, { recursive: true, force: true }) })
  for (const [path, text] of filesOf(guide)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}
