import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'

const root = fileURLToPath(new URL('../../', import.meta.url))
const homes = ['packages', 'plugins'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))

/** Every code that a package's errors files make, with the name of the constant it stands in. */
function codesOf (directory: string): ReadonlyMap<string, string> {
  const files = readdirSync(join(directory, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => /(^|-|\/)errors\.ts$/.test(name))
  const found = files.flatMap((name) => {
    const text = readFileSync(join(directory, 'src', name), 'utf8')
    return [...text.matchAll(/export const (\w+) = createError(?:<[^>]*>)?\(\s*'(\w+)'/g)].map(([, constant = '', code = '']) => [code, constant] as const)
  })
  return new Map(found)
}

/** Every code that has a row in the Errors table of a README. */
function rowsOf (directory: string): readonly string[] {
  const text = readFileSync(join(directory, 'README.md'), 'utf8')
  return [...text.matchAll(/^\| `(HKS_ERR_\w+)` \|/gm)].map(([, code = '']) => code)
}

const shared = codesOf(join(root, 'packages/contracts'))

for (const directory of homes) {
  const name = basename(directory)
  const codes = codesOf(directory)
  if (codes.size === 0) continue

  test(`${name}: every error code has a row in the README, and every row a code`, async (t) => {
    const rows = new Set(rowsOf(directory))
    for (const code of codes.keys()) t.ok(rows.has(code), `a row for ${code}`)
    // A driver's README may repeat a code that it shares with every other driver.
    for (const code of rows) t.ok(codes.has(code) || shared.has(code), `a code for the row ${code}`)
  })

  test(`${name}: a constant is called like its code`, async (t) => {
    t.same([...codes.values()], [...codes.keys()])
  })
}

test('errors are born in errors files only', async (t) => {
  for (const directory of homes) {
    const name = basename(directory)
    const source = join(directory, 'src')
    for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))) {
      const text = readFileSync(join(source, file), 'utf8')
      t.notMatch(text, /throw new (Type|Range)?Error\(/, `${name}/src/${file} throws an error without a code`)
      if (!/(^|-|\/)errors\.ts$/.test(file)) t.notMatch(text, /createError[<(]/, `${name}/src/${file} makes an error of its own`)
    }
  }
})
