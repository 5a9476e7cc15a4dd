import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Sample { readonly file: string, readonly code: string }

/** The rules that each piece of code breaks where it would stand. */
function lint (samples: readonly Sample[]): string[][] {
  const script = fileURLToPath(new URL('lint-texts.mjs', import.meta.url))
  const output = execFileSync(process.execPath, [script, root], { input: JSON.stringify(samples), encoding: 'utf8', env: { PATH: process.env.PATH } })
  // lint-texts.mjs prints one list of rule names a sample.
  return JSON.parse(output) as string[][]
}

/** The design's package table, read the other way round: what must be refused. */
const REFUSED: ReadonlyArray<readonly [file: string, imported: string]> = [
  ['packages/contracts/src/event.ts', '@hooksmith/core'],
  ['packages/core/src/router.ts', '@hooksmith/memory'],
  ['packages/core/src/router.ts', '@hooksmith/forge'],
  ['packages/core/src/router.ts', '@hooksmith/contracts/conformance'],
  ['packages/memory/src/index.ts', '@hooksmith/core'],
  ['packages/lmdb/src/index.ts', '@hooksmith/memory'],
  ['packages/forge/src/index.ts', '@hooksmith/lmdb'],
  ['packages/simulator/src/index.ts', '@hooksmith/forge'],
  ['packages/simulator/src/index.ts', '@hooksmith/forge/client'],
  ['packages/simulator/src/index.ts', '@hooksmith/core'],
  ['packages/hooksmith/src/index.ts', '@hooksmith/redis'],
  ['packages/hooksmith/src/index.ts', '@hooksmith/simulator'],
  ['packages/core/src/router.ts', '../../contracts/src/index.js'],
  ['packages/testing/src/index.ts', '@hooksmith/lmdb'],
  ['packages/forge-functions/src/index.ts', '@hooksmith/testing'],
  ['plugins/log-events/src/index.ts', '@hooksmith/testing'],
  ['plugins/log-events/test/log-events.test.ts', '@hooksmith/memory']
]

const ALLOWED: ReadonlyArray<readonly [file: string, imported: string]> = [
  ['packages/core/src/router.ts', '@hooksmith/contracts'],
  ['packages/memory/src/index.ts', '@hooksmith/contracts'],
  ['packages/forge/src/index.ts', '@hooksmith/core'],
  ['packages/simulator/src/index.ts', '@hooksmith/forge/events'],
  ['packages/forge-functions/src/index.ts', '@hooksmith/forge'],
  ['packages/core/src/router.ts', './errors.js'],
  ['plugins/log-events/src/index.ts', '@hooksmith/forge/events'],
  ['plugins/log-events/test/log-events.test.ts', '@hooksmith/testing']
]

test('an import that the package table does not allow is refused by lint, one that it allows passes', async (t) => {
  const rules = lint([...REFUSED, ...ALLOWED].map(([file, imported]) => ({ file, code: `import '${imported}'` })))
  for (const [at, [file, imported]] of REFUSED.entries()) t.ok(rules[at]?.includes('no-restricted-imports'), `${file} imports ${imported}`)
  for (const [at, [file, imported]] of ALLOWED.entries()) t.same(rules[REFUSED.length + at], [], `${file} imports ${imported}`)
})

test('a promise that nobody waits for is refused', async (t) => {
  const [rules] = lint([{ file: 'packages/core/src/router.ts', code: 'Promise.resolve(1)' }])
  t.ok(rules?.includes('@typescript-eslint/no-floating-promises'))
})
