/** Writes what is generated: config.schema.json, and the table of mistakes in the README. Run it with tsx after a change to the schema or to a message. */
import { readFile, writeFile } from 'node:fs/promises'
import { README, SCHEMA, schemaText, withTable } from '../test/support/generated.js'

const teardowns: Array<() => unknown> = []
await writeFile(SCHEMA, schemaText())
await writeFile(README, await withTable({ teardown: (work) => { teardowns.push(work) } }, await readFile(README, 'utf8')))
for (const work of teardowns) await work()
