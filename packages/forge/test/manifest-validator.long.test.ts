/**
 * Ours beside the validator of Forge's own command line, npm @forge/manifest 13.7.0 (its own licence; a development dependency that nothing
 * published contains or needs). It reads files and asks no network.
 */
import { checkManifest, generateManifest } from '@hooksmith/forge/manifest'
import type { ServerNeeds } from '@hooksmith/forge/manifest'
import { forgeEvents } from '@hooksmith/forge/catalogue'
import { test } from 'tap'
import { askForge } from './support/forge-validator.js'
import { CASES } from './support/manifest-cases.js'
import { GOOD, SERVER } from './support/manifests.js'

const appId = 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107'
const remote = { key: 'backend', baseUrl: 'https://backend.example.com' }
const handling = (...patterns: readonly string[]): ServerNeeds => ({ handlers: [{ id: 'any/one', patterns }] })

test('the validator runs here, and tells right from wrong', async (t) => {
  t.same(await askForge(GOOD), [])
  t.match(await askForge(GOOD.replace('endpoint: remote-events', 'endpoint: nowhere')), [/undefined endpoint/])
  t.match(await askForge(GOOD.replace('read:confluence-content.summary', 'read:jira-work')), [/page/], 'scopes of events too')
})

test('what generate writes is accepted', async (t) => {
  const products = ['avi:confluence:**', 'avi:jira:**', 'avi:jira-software:**', 'avi:jsm-entity:**', 'avi:bitbucket:**', 'avi:compass:**']
  const servers = [SERVER, handling(...products), ...products.map((pattern) => handling(pattern)), handling('avi:forge:installed:app')]
  for (const needs of servers) {
    const { text } = generateManifest(undefined, { needs, appId, remote })
    t.same(await askForge(text), [], JSON.stringify(needs.handlers))
    t.same(checkManifest(text, { needs }).filter(({ severity }) => severity === 'error'), [])
  }
})

test('what generate adds to an existing manifest is accepted', async (t) => {
  const needs = { ...SERVER, handlers: [...SERVER.handlers, { id: 'a/b', patterns: ['avi:jira:*:issue', 'forge:scheduled:sweep'] }] }
  t.same(await askForge(generateManifest(GOOD, { needs }).text), [])
})

test('every event whose scopes the command line checks: our rule and its own ask for the same', async (t) => {
  const checked = [...forgeEvents.values()].filter(({ isScopeChecked, scopes }) => isScopeChecked && scopes !== undefined)
  t.ok(checked.length > 100)
  for (const held of [['read:jira-work'], ['read:confluence-content.summary', 'read:issue:jira', 'read:user:jira', 'read:board-scope:jira-software']]) {
    const manifest = GOOD.replace('        - avi:confluence:updated:page\n', checked.map(({ name }) => `        - ${name}\n`).join(''))
      .replace('    - read:confluence-content.summary\n', held.map((scope) => `    - ${scope}\n`).join(''))
    const theirs = new Set((await askForge(manifest)).flatMap((message) => checked.filter(({ name }) => message.includes(`'${name}'`) || message.endsWith(name)).map(({ name }) => name)))
    const ours = checked.filter(({ name }) => checkManifest(GOOD.replace('avi:confluence:updated:page', name)
      .replace('avi:confluence:created:page', 'avi:forge:upgraded:app').replace('    - read:confluence-content.summary\n', held.map((scope) => `    - ${scope}\n`).join('')))
      .some(({ code }) => code === 'scope-missing'))
    t.ok(ours.length > 10 && ours.length < checked.length, `${ours.length} of ${checked.length}`)
    t.same(ours.map(({ name }) => name).sort(), [...theirs].sort())
  }
})

/** Where the verdicts differ, and why ours stands. `refuses` says who finds an error. */
const DIFFERENCES: Readonly<Record<string, { readonly refuses: 'we' | 'forge', readonly because: string }>> = {
  'key-duplicate: two remotes': { refuses: 'we', because: 'documented as unique; the validator looks at the first and forgets the second' },
  'route-path: no slash': { refuses: 'we', because: 'it takes any text; the request would go to the wrong place' },
  'auth-level: a token beside auth': { refuses: 'we', because: 'it takes unknown members at endpoints, and no token ever comes' },
  'auth-user-token-schedule: a schedule has no user': { refuses: 'we', because: 'a warning here; the error is the scope that is missing as well' },
  'filter-ignore-self: an event of Confluence': { refuses: 'forge', because: 'documented for Confluence: a warning that says so' },
  'filter-expression: too long': { refuses: 'we', because: 'checked by Forge at deployment' },
  'filter-properties: six paths': { refuses: 'we', because: 'checked by Forge at deployment' },
  'schedule-count: six': { refuses: 'we', because: 'checked by Forge at deployment' },
  'base-url-invalid: http': { refuses: 'we', because: 'documented as https only; it looks at the URL only where a fetch permission names the remote' },
  'scope-token: a token without its scope': { refuses: 'we', because: 'it asks for some other scope only; the token would not come' }
}

/** Right by our rules, and refused by the validator for parts of the manifest that are not for a backend. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'endpoint-undefined: in the resolver of a UI module': 'the UI module lacks its resource',
  'endpoint-unused: nothing calls it': 'the UI module has a type of long ago',
  'function-undefined: a slip': 'the file of the function is not there'
}

const nameOf = ({ code, why }: (typeof CASES)[number]): string => `${code}: ${why}`
const alone = CASES.filter(({ options }) => options === undefined)
const refuses = (manifest: string): boolean => checkManifest(manifest).some(({ severity }) => severity === 'error')

test('what is wrong is wrong for both, but for the differences that are listed', async (t) => {
  for (const one of alone) {
    const difference = DIFFERENCES[nameOf(one)]
    const theirs = await askForge(one.bad)
    const expected = difference === undefined ? refuses(one.bad) : difference.refuses === 'forge'
    t.equal(theirs.length > 0, expected, `${nameOf(one)}: ${JSON.stringify(theirs)}`)
    if (difference !== undefined) t.equal(refuses(one.bad), difference.refuses === 'we', `${nameOf(one)}: ours`)
  }
})

test('what is right next to a mistake is right for both', async (t) => {
  for (const one of alone) {
    t.notOk(refuses(one.good), `${nameOf(one)}: ours`)
    t.equal((await askForge(one.good)).length > 0, OUTSIDE[nameOf(one)] !== undefined, `${nameOf(one)}: theirs`)
  }
})

test('every difference that is listed is still one', async (t) => {
  const names = new Set(alone.map(nameOf))
  t.same([...Object.keys(DIFFERENCES), ...Object.keys(OUTSIDE)].filter((name) => !names.has(name)), [])
})
