import { checkManifest, generateManifest } from '@hooksmith/forge/manifest'
import type { GenerateOptions } from '@hooksmith/forge/manifest'
import fc from 'fast-check'
import { test } from 'tap'
import { parse } from 'yaml'
import { changed, found, GOOD, SERVER } from './support/manifests.js'

const NEW: GenerateOptions = {
  needs: SERVER,
  appId: 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107',
  remote: { key: 'backend', baseUrl: 'https://backend.example.com' }
}
const withHandler = (...patterns: readonly string[]): GenerateOptions => ({ needs: { ...SERVER, handlers: [{ id: 'more/one', patterns }] } })

test('from nothing, a manifest is written that the check has nothing to say about', async (t) => {
  const { text, changes } = generateManifest(undefined, NEW)
  t.same(found(text, { needs: SERVER }), [])
  t.ok(changes.length > 0)
  t.same(generateManifest(text, NEW), { text, changes: [] })
})

test('a manifest that has all of it stays as it is', async (t) => {
  t.same(generateManifest(GOOD.replace('[avi:forge:installed:app]', '[avi:forge:installed:app, avi:forge:upgraded:app]'), withHandler('avi:confluence:created:page')).changes, [])
})

const OWN = `# Ours, do not sort.
permissions: # asked of admins
  scopes: ["read:app-system-token"]   # as few as we can
app:
    id: ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107

modules:
    jira:issuePanel:
        - {key: 'panel', title: "Panel", resolver: {function: main}, resource: r}   # ui
    trigger:
        - key: events # the one
          endpoint: ep
          events:
              - "avi:jira:created:issue"
              # - avi:jira:deleted:issue

    # functions last
    function:
        - {key: main, handler: index.run}
    endpoint: [{key: ep, remote: backend, route: {path: /forge/events}}]
remotes:
- key: backend
  baseUrl: 'https://backend.example.com' # no path
# end
`

const OWN_AFTER = `# Ours, do not sort.
permissions: # asked of admins
  scopes: ["read:app-system-token", read:jira-work]   # as few as we can
app:
    id: ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107

modules:
    jira:issuePanel:
        - {key: 'panel', title: "Panel", resolver: {function: main}, resource: r}   # ui
    trigger:
        - key: events # the one
          endpoint: ep
          events:
              - "avi:jira:created:issue"
              - avi:jira:updated:issue
              - avi:forge:installed:app
              - avi:forge:upgraded:app
              # - avi:jira:deleted:issue

    # functions last
    function:
        - {key: main, handler: index.run}
    endpoint: [{key: ep, remote: backend, route: {path: /forge/events}, auth: { appSystemToken: { enabled: true } }}]
remotes:
- key: backend
  baseUrl: 'https://backend.example.com' # no path
# end
`

test('comments, order, quoting, indentation and other modules stay; what is new goes to the end of its list', async (t) => {
  const needs = { handlers: [{ id: 'issues/index', patterns: ['avi:jira:created:issue', 'avi:jira:updated:issue'] }] }
  const { text, changes } = generateManifest(OWN, { needs })
  t.equal(text, OWN_AFTER)
  t.same(changes, [
    'events avi:jira:updated:issue, avi:forge:installed:app, avi:forge:upgraded:app',
    'scopes read:jira-work',
    "app system token at endpoint 'ep'"
  ])
})

test('Windows line ends stay Windows line ends', async (t) => {
  const { text } = generateManifest(OWN.replaceAll('\n', '\r\n'), withHandler('avi:jira:updated:issue', 'forge:scheduled:remote-hourly'))
  t.notMatch(text.replaceAll('\r\n', ''), /[\r\n]/)
})

test('an empty part of the manifest is filled in', async (t) => {
  const { text } = generateManifest('app:\nmodules: # none yet\npermissions:\n  scopes:\n', NEW)
  t.same(found(text, { needs: SERVER }), [])
  t.match(text, /^modules: # none yet\n {2}endpoint:$/m)
})

test('a trigger with a filter is left alone: new events get a trigger of their own', async (t) => {
  const filtered = changed(['      events:\n', '      filter: { appIsLicensed: true }\n      events:\n'], ['  - key: lifecycle', '  - key: hooksmith-trigger'],
    ['      events: [avi:forge:installed:app]', '      events: [avi:forge:installed:app, avi:forge:upgraded:app]\n      filter: { appIsLicensed: true }'])
  const { modules } = parse(generateManifest(filtered, withHandler('avi:confluence:liked:page')).text)
  t.same(modules.trigger.at(-1), { key: 'hooksmith-trigger-2', endpoint: 'remote-events', events: ['avi:confluence:liked:page'] })
})

test('scopes: the alternative of which less is missing, classic where both miss the same', async (t) => {
  const scopesFor = (held: string): string[] => parse(generateManifest(changed(['    - read:confluence-content.summary\n', held]), withHandler('avi:confluence:created:page')).text).permissions.scopes
  const granular = ['page', 'space', 'user', 'content.metadata'].map((one) => `read:${one}:confluence`)
  t.same(scopesFor(''), ['read:app-system-token', 'read:confluence-content.summary'])
  t.same(scopesFor(granular.map((one) => `    - ${one}\n`).join('')), ['read:app-system-token', ...granular])
  const map = generateManifest(changed(['    - read:app-system-token\n    - read:confluence-content.summary\n', '    read:app-system-token: { allowImpersonation: true }\n']), withHandler('avi:jira:updated:issue'))
  t.same(Object.keys(parse(map.text).permissions.scopes), ['read:app-system-token', 'read:confluence-content.summary', 'read:jira-work'])
})

test('no token is asked for where no scope would let the app use it, nor where the endpoint says no', async (t) => {
  const lifecycle = generateManifest(undefined, { ...NEW, needs: { handlers: [{ id: 'a/b', patterns: ['avi:forge:installed:app'] }] } })
  t.notMatch(lifecycle.text, /appSystemToken|app-system-token/)
  t.same(found(lifecycle.text), [])
  const refused = GOOD.replaceAll('enabled: true', 'enabled: false')
  t.notMatch(generateManifest(refused, withHandler('avi:confluence:created:page')).text, /enabled: true/)
  t.notMatch(generateManifest(undefined, { ...NEW, systemToken: false }).text, /oken|installed/)
})

test('a schedule gets the endpoint that its handler is named after, and the interval that was asked for', async (t) => {
  const { text } = generateManifest(GOOD, { ...withHandler('forge:scheduled:sweep'), interval: 'day' })
  t.same(parse(text).modules.scheduledTrigger.at(-1), { key: 'sweep-trigger', endpoint: 'sweep', interval: 'day' })
  t.same(parse(text).modules.endpoint.at(-1).route, { path: '/forge/hourly' })
})

test('an announced uninstall gets its module and its route', async (t) => {
  const needs = { ...SERVER, routes: [...SERVER.routes, { path: '/forge/bye', kind: 'preUninstall' as const }], handlers: [...SERVER.handlers, { id: 'a/bye', patterns: ['forge:preUninstall:bye'] }] }
  const { text } = generateManifest(GOOD, { needs })
  t.same(found(GOOD, { needs }), ['4 handler-without-trigger', '18 route-uncalled'])
  t.same(parse(text).modules.preUninstall, [{ key: 'bye-trigger', endpoint: 'bye' }])
  t.same(found(text, { needs }), [])
  t.same(found(text.replace('/forge/bye', '/forge/events'), { needs }).filter((one) => one.endsWith('route-kind')).length, 1)
})

const NEEDS_CODE = { code: 'HKS_ERR_FORGE_MANIFEST_NEEDS' }

test('what leaves open what to write is refused by code, all mistakes of the server at once', async (t) => {
  t.throws(() => generateManifest('', { needs: SERVER }), NEEDS_CODE, 'no app id')
  t.throws(() => generateManifest('', { ...NEW, remote: { key: 'b' } }), NEEDS_CODE, 'no base URL')
  t.throws(() => generateManifest(changed(['remotes:\n', 'remotes:\n  - { key: other, baseUrl: https://other.example.com }\n']), { needs: SERVER }), NEEDS_CODE, 'two remotes')
  t.throws(() => generateManifest(GOOD, { needs: { handlers: [{ id: 'a/b', patterns: ['a:**:b', 'forge:scheduled:x'] }] } }),
    { ...NEEDS_CODE, message: /a:\*\*:b[^]*forge:scheduled:x/ })
  t.throws(() => generateManifest(GOOD, withHandler('forge:scheduled:hourly')), NEEDS_CODE, 'a key that another module has')
})

test('a manifest that cannot be read, or has no place for an addition, is refused by code and place', async (t) => {
  t.throws(() => generateManifest('app: [', NEW), { code: 'HKS_ERR_FORGE_MANIFEST_INVALID', message: /manifest\.yml:1:/ })
  t.throws(() => generateManifest(changed(['      interval: hour\n', '      interval: hour\n      interval: hour\n']), NEW), { code: 'HKS_ERR_FORGE_MANIFEST_INVALID' })
  t.throws(() => generateManifest('app: text\n', NEW), { code: 'HKS_ERR_FORGE_MANIFEST_EDIT', message: /at app:/ })
  t.throws(() => generateManifest('app: {id: a}\nremotes: &r [{key: backend}]\nmodules: *r\n', { needs: SERVER }), { code: 'HKS_ERR_FORGE_MANIFEST_EDIT', message: /alias/ })
})

const EVENTS = ['avi:confluence:created:page', 'avi:jira:updated:issue', 'avi:confluence:*:comment', 'avi:compass:**', 'avi:forge:upgraded:app', 'avi:acme:new:thing', '**']

/** Manifests in different hands: which parts exist, in block or flow style, with comments, blank lines and indents of any width. */
const manifests = fc.record({
  indent: fc.constantFrom(1, 2, 4),
  eol: fc.constantFrom('\n', '\r\n'),
  trigger: fc.constantFrom('', '[{key: t, endpoint: e, events: [avi:jira:created:issue]}]', 'in block style'),
  endpoint: fc.constantFrom('[{key: e, remote: backend, route: {path: /forge/events}}]', '[ {key: e, remote: backend, route: {path: /forge/events}}, ]'),
  scopes: fc.constantFrom('', 'permissions: {scopes: [ ]}', 'permissions:\n# none\n', 'permissions:\n  scopes:\n  - storage:app # here\n', 'permissions: {}'),
  comment: fc.constantFrom('', '# a comment\n', '\n\n', '   # indented\n'),
  end: fc.constantFrom('', '\n', '\n# end', '\n...\n')
}).map(({ indent, eol, trigger, endpoint, scopes, comment, end }) => {
  const pad = ' '.repeat(indent)
  const block = `\n${pad}- key: t # first\n${pad}  endpoint: e\n${pad}  events:\n${pad}  - avi:jira:created:issue\n${comment}`
  const triggers = trigger === '' ? '' : `${pad}trigger:${trigger.startsWith('[') ? ` ${trigger}\n` : block}`
  return [
    comment, 'app: {id: ari:cloud:ecosystem::app/a} # app\n', scopes === '' ? '' : `${scopes}\n`, 'remotes:\n- key: backend\n  baseUrl: https://b.example.com\n',
    comment, `modules:\n${pad}endpoint: ${endpoint}\n${comment}${triggers}`.trimEnd(), end
  ].join('').replaceAll('\n', eol)
})

/** Whether `part` is what is left of `whole` when some characters are taken out. */
function isWithin (part: string, whole: string): boolean {
  let at = 0
  for (const character of whole) if (character === part[at]) at++
  return at >= part.length
}

/** Errors without their places. Events that the manifest had before are not the business of the new handler. */
function mistakesIn (text: string, needs?: GenerateOptions['needs']): string[] {
  return checkManifest(text, needs === undefined ? {} : { needs })
    .filter(({ severity, code }) => severity === 'error' && code !== 'event-without-handler').map(({ message }) => message)
}

test('whatever the style: only additions, every line of before in place, nothing left to do, no new mistake', async (t) => {
  fc.assert(fc.property(manifests, fc.subarray(EVENTS, { minLength: 1 }), (before, patterns) => {
    const needs = { handlers: [{ id: 'any/one', patterns: [...patterns, 'forge:scheduled:tick'] }], schedules: ['tick'] }
    const { text } = generateManifest(before, { needs })
    return isWithin(before, text) && mistakesIn(text, needs).every((mistake) => mistakesIn(before).includes(mistake)) &&
      generateManifest(text, { needs }).changes.length === 0
  }), { numRuns: 60 })
  t.pass('60 manifests')
})
