import { readFileSync } from 'node:fs'
import { test } from 'tap'

const HOME = new URL('../', import.meta.url)

/** What Atlassian's reference backends demonstrate (https://developer.atlassian.com/platform/forge/remote/, read 2026-08), in the words of the table. */
const FEATURES = [
  'FIT validation', 'Calls to Confluence', 'Forge Storage', 'Event endpoint', 'Lifecycle endpoint', 'Scheduled endpoint', 'Webhook endpoint', 'UI resolvers',
  'Web trigger'
]

interface Link { readonly text: string, readonly path: string, readonly line: number }

const readme = readFileSync(new URL('README.md', HOME), 'utf8')

function rows (): string[] {
  return readme.split('\n').filter((line) => /^\| (?!-)/.test(line))
}

function linksIn (text: string): Link[] {
  return [...text.matchAll(/\[`([^`]+)`\]\(([^)#]+)#L(\d+)\)/g)].map(([, words = '', path = '', line]) => ({ text: words, path, line: Number(line) }))
}

/** What is wrong with a link, and where it should lead. */
function problemOf ({ text, path, line }: Link): string | undefined {
  const lines = readFileSync(new URL(path, HOME), 'utf8').split('\n')
  if (lines[line - 1]?.includes(text) === true) return undefined
  return `${path}#L${line} does not say '${text}'; that is in line ${lines.findIndex((one) => one.includes(text)) + 1}`
}

test('every link of the README leads to a line that says what the link says', async (t) => {
  const links = linksIn(readme)
  t.ok(links.length > 50, `${links.length} links`)
  t.equal(links.length, readme.match(/#L\d/g)?.length, 'none of another form')
  t.same(links.map(problemOf).filter((problem) => problem !== undefined), [])
})

test('a link to a test leads to where the test begins', async (t) => {
  const toTests = linksIn(readme).filter(({ path }) => path.startsWith('test/'))
  const begins = (link: Link): boolean => {
    const line = readFileSync(new URL(link.path, HOME), 'utf8').split('\n')[link.line - 1] ?? ''
    return [`everywhere('${link.text}'`, `everywhere("${link.text}"`, `test('${link.text}'`].some((start) => line.startsWith(start))
  }
  t.same(toTests.filter((link) => !begins(link)), [])
})

test("everything that Atlassian's backends demonstrate has a row with our lines and the test that runs them", async (t) => {
  const [head = '', ...others] = rows()
  t.match(head, /Atlassian's backends demonstrate/)
  const table = others.slice(0, others.findIndex((row) => row.includes('What a backend has to get right')))
  t.same(table.flatMap((row) => /^\| \*\*([^*]+)\*\*/.exec(row)?.[1] ?? []), FEATURES)
  for (const row of table) {
    const paths = linksIn(row).map(({ path }) => path.split('/')[0])
    t.ok(paths.includes('src') && paths.includes('test'), row.slice(0, 60))
  }
})

test('every gain is proven by a test', async (t) => {
  const all = rows()
  const gains = all.slice(all.findIndex((row) => row.includes('What a backend has to get right')) + 1, all.findIndex((row) => row.startsWith('| File ')))
  t.ok(gains.length > 10)
  t.same(gains.filter((row) => !linksIn(row).some(({ path }) => path.startsWith('test/'))), [])
})
