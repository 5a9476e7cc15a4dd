/** Writes what is generated: config.schema.json, and the table of mistakes in the README. Run it with tsx after a change to the schema or to a message. */
import { readFile, writeFile } from 'node:fs/promises'
import type { ConfigProblem } from '../src/index.js'
import { README, SCHEMA, schemaText, withTable } from '../test/support/generated.js'
import { MISTAKES, type Mistake } from '../test/support/mistakes.js'
import { problemsOf } from '../test/support/said.js'

const teardowns: Array<() => unknown> = []
const said = new Map<Mistake, readonly ConfigProblem[]>()
for (const mistake of MISTAKES) said.set(mistake, await problemsOf({ teardown: (work) => { teardowns.push(work) } }, mistake))
await writeFile(SCHEMA, schemaText())
await writeFile(README, withTable(await readFile(README, 'utf8'), said))
for (const work of teardowns) await work()
