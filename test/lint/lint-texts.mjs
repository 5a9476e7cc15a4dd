// Plain JavaScript in a process of its own: ESLint loads its parts by require, which a TypeScript loader in the same process disturbs.
import { text } from 'node:stream/consumers'
import { ESLint } from 'eslint'

const eslint = new ESLint({ cwd: process.argv[2] })
const samples = JSON.parse(await text(process.stdin))
const rules = []
for (const { file, code } of samples) {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: `${process.argv[2]}${file}` })
  rules.push((result?.messages ?? []).map(({ ruleId }) => ruleId ?? 'fatal'))
}
console.log(JSON.stringify(rules))
