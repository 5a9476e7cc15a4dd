import { test, type Test } from 'tap'
import { parseManifest, type Installation, type Published, type Switches } from '../src/index.js'
import { rest } from './support/api.js'
import { stage, type Stage } from './support/stage.js'

const UPDATED = 'avi:jira:updated:issue'
const manifestOf = (trigger: string): string => `
modules:
  trigger: [{ key: issues, endpoint: events, events: ['avi:jira:updated:issue'], ${trigger} }]
  endpoint: [{ key: events, remote: backend, route: { path: /events } }]
remotes: [{ key: backend, baseUrl: 'https://backend.example.com' }]
permissions: { scopes: ['read:jira-work'] }
`

interface Site extends Stage { readonly installation: Installation, readonly update: () => Promise<Published> }

async function site (t: Test, trigger: string, switches: Partial<Switches> = {}): Promise<Site> {
  const on = await stage(t, [200], { recordBodies: true, switches })
  on.simulator.setManifest(parseManifest(manifestOf(trigger)), { baseUrl: on.receiver.url })
  const installation = on.simulator.createInstallation({ product: 'jira' })
  const fields = { project: { id: '10', key: 'SP' }, issuetype: { id: '3' } }
  const payload = { issue: { id: '7', key: 'SP-7', fields }, atlassianId: '5b10' }
  return { ...on, installation, update: async () => on.simulator.publish(installation, UPDATED, { payload }) }
}

test('an expression looks at properties of the issue, its project, its type and the user', async (t) => {
  const cases: Array<['issue' | 'project' | 'issuetype' | 'user', string]> = [['issue', 'SP-7'], ['issue', '7'], ['project', 'SP'], ['issuetype', '3'], ['user', '5b10']]
  for (const [holder, id] of cases) {
    const on = await site(t, `filter: { expression: "event.runtime.${holder}.properties['sync'].level == 2" }`)
    on.simulator.api.setProperty(on.installation, holder, id, 'sync', { level: 1 })
    t.match((await on.update()).withheld, [{ reason: 'expression' }])
    on.simulator.api.setProperty(on.installation, holder, id, 'sync', { level: 2 })
    t.equal((await on.update()).deliveries.length, 1, `${holder} ${id}`)
  }
})

test('a property that is not there is an error, unless the expression allows for it', async (t) => {
  const strict = await site(t, "filter: { expression: \"event.runtime.issue.properties['sync'].level == 2\" }")
  t.match((await strict.update()).withheld, [{ reason: 'expression-error', error: /'sync'/ }])
  const careful = await site(t, "filter: { expression: \"event.runtime.issue.properties['sync']?.level == null\" }")
  t.equal((await careful.update()).deliveries.length, 1)
})

test('a property that the app puts by REST counts, and is read with its key', async (t) => {
  const on = await site(t, "filter: { expression: \"event.runtime.user.properties['on'] == true\" }")
  const manifest = parseManifest(manifestOf("filter: { expression: \"event.runtime.user.properties['on'] == true\" }"))
  on.simulator.setManifest({ ...manifest, scopes: ['read:jira-work', 'write:jira-work'] }, { baseUrl: on.receiver.url })
  const path = '/rest/api/3/user/properties/on?accountId=5b10'
  t.equal((await rest(on, on.installation, path, { method: 'PUT', body: true })).status, 201)
  t.equal((await rest(on, on.installation, path, { method: 'PUT', body: true })).status, 200)
  t.same((await rest(on, on.installation, path)).body, { key: 'on', value: true })
  t.equal((await rest(on, on.installation, '/rest/api/3/user/properties/on?accountId=other')).status, 404)
  t.equal((await on.update()).deliveries.length, 1)
})

const INCLUDE = "payload: { include: { propertyPaths: [\"event.runtime.issue.properties['a'].b\", \"event.runtime.issue.properties['c']\"] } }"

test('properties that a trigger includes come with the body; what is not there or no plain value is null, or absent by a switch', async (t) => {
  const on = await site(t, INCLUDE)
  on.simulator.api.setProperty(on.installation, 'issue', 'SP-7', 'a', { b: ['x', 1] })
  on.simulator.api.setProperty(on.installation, 'issue', 'SP-7', 'c', { no: 'plain value' })
  const included = async (): Promise<unknown> => {
    await on.update()
    return (JSON.parse(on.receiver.received.at(-1)?.text ?? '{}') as { payloadIncludeProperties?: unknown }).payloadIncludeProperties
  }
  t.same(await included(), { "event.runtime.issue.properties['a'].b": ['x', 1], "event.runtime.issue.properties['c']": null })
  await on.simulator.turn({ unresolvedProperty: 'absent' })
  t.same(await included(), { "event.runtime.issue.properties['a'].b": ['x', 1] })
})

test('a trigger that includes nothing brings nothing more, and runtime is in no body', async (t) => {
  const on = await site(t, "filter: { expression: \"event.runtime.issue.properties['sync']?.level == null\" }")
  await on.update()
  t.match(JSON.parse(on.receiver.received[0]?.text ?? ''), { runtime: undefined, payloadIncludeProperties: undefined })
})

test('more than five paths in one manifest are noted', (t) => {
  const paths = (count: number): string => Array.from({ length: count }, (_, at) => `"event.runtime.issue.properties['p${at}']"`).join(', ')
  const notesOf = (count: number): readonly string[] => parseManifest(manifestOf(`payload: { include: { propertyPaths: [${paths(count)}] } }`)).notes
  t.same([notesOf(5), notesOf(6)], [[], ['6 entity property paths: a deployment takes 5']])
  t.end()
})
