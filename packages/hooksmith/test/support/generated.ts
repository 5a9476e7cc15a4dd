import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { formatWhere } from '../../src/index.js'
import { CONFIG_JSON_SCHEMA } from '../../src/server/config/schema.js'
import { MISTAKES } from './mistakes.js'
import { problemsOf } from './said.js'

export const README = fileURLToPath(new URL('../../README.md', import.meta.url))
export const SCHEMA = fileURLToPath(new URL('../../config.schema.json', import.meta.url))

const [BEGIN, END] = ['<!-- mistakes: written by tools/write-generated.ts -->', '<!-- end of mistakes -->']

/** The published schema as it should be. */
export function schemaText (): string {
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft-07/schema', ...CONFIG_JSON_SCHEMA }, undefined, 2)}\n`
}

/** The README with the table as it should be: every mistake that is covered, and what is said of it. */
export async function withTable (t: Pick<Test, 'teardown'>, readme: string): Promise<string> {
  const rows = ['| What was written | Where it is found | What is said | What to do | Code |', '| --- | --- | --- | --- | --- |']
  for (const mistake of MISTAKES) {
    for (const { where, message, fix, code } of await problemsOf(t, mistake)) {
      rows.push(`| ${[mistake.wrote, formatWhere(where), message, fix, `\`${code}\``].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    }
  }
  const [before = '', rest = ''] = readme.split(BEGIN)
  return `${before}${BEGIN}\n\n${rows.join('\n')}\n\n${END}${rest.split(END)[1] ?? ''}`
}
