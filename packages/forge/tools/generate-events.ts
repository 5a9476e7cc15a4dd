import { mkdir, writeFile } from 'node:fs/promises'
import { renderCatalogue } from './catalogue/render.js'
import { readSource } from './catalogue/source.js'

// Writes the typed catalogue from forge-events.json. Run it with `npm run catalogue` after a change of the data.
//
// The schemas are turned into types by a walker of our own (catalogue/schema-to-type.ts), which refuses what it does not
// know: json-schema-to-typescript writes one file without readonly members, and cannot share definitions across files.

const src = new URL('../src/', import.meta.url)

for (const [path, text] of renderCatalogue(await readSource())) {
  const file = new URL(path, src)
  await mkdir(new URL('./', file), { recursive: true })
  await writeFile(file, text)
}
