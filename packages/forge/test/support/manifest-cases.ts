import type { CheckOptions, ManifestCode } from '@hooksmith/forge/manifest'
import { changed, GOOD, SERVER } from './manifests.js'

/** A mistake, the line that it is reported at, and something close to it that is none. */
export interface Case {
  readonly code: ManifestCode
  readonly why: string
  readonly line: number
  readonly bad: string
  readonly good: string
  readonly options?: CheckOptions
}

/** A part of a manifest, and what stands there instead. */
export type Change = readonly [from: string, to: string]

/** Parts of {@link GOOD}. */
export const EVENTS = `      events:
        - avi:confluence:created:page
        - avi:confluence:updated:page
`
export const ROUTE = '      route: { path: /forge/events }\n'
export const BASE_URL = '    baseUrl: https://backend.example.com\n'
export const HOURLY = '      route: { path: /forge/hourly }\n'
const LIFECYCLE = '      events: [avi:forge:installed:app]\n'
const INTERVAL = '      interval: hour\n'
const SCOPES = '    - read:app-system-token\n    - read:confluence-content.summary\n'
export const server: CheckOptions = { needs: SERVER }

/** Lines added below a line. */
export const after = (line: string, ...added: string[]): Change => [line, line + added.map((text) => `${text}\n`).join('')]
const withFilter = (...lines: string[]): string => changed(after(EVENTS, '      filter:', ...lines.map((line) => `        ${line}`)))
const withRemote = (...lines: string[]): string => changed(after(BASE_URL, ...lines.map((line) => `    ${line}`)))
const schedules = (count: number): string => changed(after(INTERVAL, ...Array.from({ length: count }, (_, at) =>
  `    - { key: more-${at}, endpoint: remote-hourly, interval: day }`)))

/** {@link SERVER} with endpoints. */
const bound: CheckOptions = { needs: { ...SERVER, endpoints: [{ path: '/panel', moduleKeys: ['panl'] }, { path: '/hooks*' }, { path: '/more/*' }] } }
const webTrigger = (path: string): string => changed(
  after('modules:\n', '  webtrigger: [{ key: in, endpoint: hooks }]'), after('  endpoint:\n', `    - { key: hooks, remote: backend, route: { path: ${path} } }`))

/** One case or more for every code of a rule. */
export const CASES: readonly Case[] = [
  { code: 'type-wrong', why: 'route as text', line: 21, bad: changed([ROUTE, '      route: /forge/events\n']), good: GOOD },
  { code: 'type-wrong', why: 'a switch in quotes', line: 22, bad: changed(['enabled: true', "enabled: 'true'"]), good: changed(['enabled: true', 'enabled: false']) },
  { code: 'member-unknown', why: 'baseURL for baseUrl', line: 29, bad: changed(['baseUrl', 'baseURL']), good: GOOD },
  { code: 'member-unknown', why: 'a trigger with a member of no meaning', line: 11, bad: changed(after(EVENTS, '      retries: 3')), good: changed(after(EVENTS, '      payload: { include: { fields: [a] } }')) },
  { code: 'member-missing', why: 'a trigger without events', line: 6, bad: changed([EVENTS, '']), good: GOOD },
  { code: 'member-missing', why: 'no modules', line: 1, bad: 'app:\n  id: ari:cloud:ecosystem::app/a\n', good: GOOD },
  { code: 'member-missing', why: 'regions without default', line: 29, bad: changed([BASE_URL, '    baseUrl: { EU: https://eu.example.com }\n']), good: changed([BASE_URL, '    baseUrl: { default: https://a.example.com, EU: https://eu.example.com }\n']) },
  { code: 'value-unknown', why: 'an interval', line: 17, bad: changed([INTERVAL, '      interval: hourly\n']), good: changed([INTERVAL, '      interval: fiveMinute\n']) },
  { code: 'value-unknown', why: 'an operation', line: 30, bad: withRemote('operations: [compute, store]'), good: withRemote('operations: [compute, fetch, other]') },
  { code: 'value-unknown', why: 'a region', line: 29, bad: changed([BASE_URL, '    baseUrl: { default: https://a.example.com, eu: https://eu.example.com }\n']), good: GOOD },
  { code: 'list-empty', why: 'no events', line: 13, bad: changed([LIFECYCLE, '      events: []\n']), good: GOOD },
  { code: 'module-type', why: 'a plural', line: 5, bad: changed(['  trigger:', '  triggers:']), good: changed(after('modules:\n', '  sql:', '    - { key: main, engine: mysql }')) },
  { code: 'app-id', why: 'a bare UUID', line: 2, bad: changed(['ari:cloud:ecosystem::app/', '']), good: GOOD },
  { code: 'key-invalid', why: 'a blank in a key', line: 6, bad: changed(['key: content-events', 'key: content events']), good: changed(['key: content-events', 'key: content_events']) },
  { code: 'key-duplicate', why: 'one key for two types of modules', line: 15, bad: changed(['key: hourly', 'key: lifecycle']), good: GOOD },
  { code: 'key-duplicate', why: 'two remotes', line: 30, bad: withRemote().replace(BASE_URL, `${BASE_URL}  - key: backend\n${BASE_URL}`), good: GOOD },
  { code: 'key-long', why: 'a remote', line: 28, bad: GOOD.replaceAll('backend\n', `${'b'.repeat(24)}\n`), good: GOOD.replaceAll('backend\n', `${'b'.repeat(23)}\n`) },
  { code: 'endpoint-key-long', why: 'longer than documented', line: 19, bad: GOOD.replaceAll('remote-events', 'e'.repeat(24)), good: GOOD.replaceAll('remote-events', 'e'.repeat(23)) },
  { code: 'target-count', why: 'nothing is called', line: 15, bad: changed(['      endpoint: remote-hourly\n', '']), good: GOOD },
  { code: 'target-count', why: 'two things are called', line: 15, bad: changed(after(INTERVAL, '      function: f')), good: GOOD },
  { code: 'endpoint-undefined', why: 'a slip', line: 7, bad: changed(['endpoint: remote-events', 'endpoint: remote-event']), good: GOOD },
  { code: 'endpoint-undefined', why: 'in the resolver of a UI module', line: 5, bad: changed(after('modules:\n', '  jira:issuePanel: [{ key: panel, resolver: { endpoint: gone } }]')), good: changed(after('modules:\n', '  jira:issuePanel: [{ key: panel, resolver: { endpoint: remote-events } }]')) },
  { code: 'function-undefined', why: 'a slip', line: 16, bad: changed(['endpoint: remote-hourly', 'function: main']), good: changed(['endpoint: remote-hourly', 'function: main'], after('modules:\n', '  function: [{ key: main, handler: index.run }]')) },
  { code: 'remote-undefined', why: 'an endpoint', line: 20, bad: changed(['remote: backend', 'remote: back']), good: GOOD },
  { code: 'remote-undefined', why: 'an egress permission', line: 31, bad: changed(after('permissions:\n', '  external: { fetch: { backend: [{ remote: back }] } }')), good: changed(after('permissions:\n', '  external: { fetch: { backend: [{ remote: backend }] } }')) },
  { code: 'endpoint-unused', why: 'nothing calls it', line: 19, bad: changed(after('  endpoint:\n', '    - { key: left-over, remote: backend }')), good: changed(after('  endpoint:\n', '    - { key: used, remote: backend }'), after('modules:\n', '  xen:macro: [{ key: m, resolver: { endpoint: used } }]')) },
  { code: 'endpoint-target', why: 'no remote', line: 19, bad: changed(['      remote: backend\n', '']), good: GOOD },
  { code: 'route-missing', why: 'a trigger calls it', line: 19, bad: changed([ROUTE, '']), good: changed(after('  endpoint:\n', '    - { key: ui, remote: backend }')) },
  { code: 'route-path', why: 'no slash', line: 21, bad: changed(['/forge/events', 'forge/events']), good: changed(['/forge/events', '/forge/events/%C3%A4']) },
  { code: 'auth-level', why: 'auth at a trigger', line: 11, bad: changed(after(EVENTS, '      auth: { appSystemToken: { enabled: true } }')), good: GOOD },
  { code: 'auth-level', why: 'a token beside auth', line: 22, bad: changed(after(ROUTE, '      appSystemToken: { enabled: true }')), good: GOOD },
  { code: 'auth-level', why: 'at the remote only', line: 29, bad: changed([`${ROUTE}      auth: { appSystemToken: { enabled: true } }\n`, ROUTE], after(BASE_URL, '    auth: { appSystemToken: { enabled: true } }')), good: withRemote('auth: { appSystemToken: { enabled: true } }') },
  { code: 'auth-user-token', why: 'a trigger has no user', line: 22, bad: changed(['appSystemToken:', 'appUserToken:']), good: changed(after('  endpoint:\n', '    - { key: ui, remote: backend, auth: { appUserToken: { enabled: true } } }'), after(SCOPES, '    - read:app-user-token')) },
  { code: 'auth-user-token-schedule', why: 'a schedule has no user', line: 26, bad: changed([`${HOURLY}      auth: { appSystemToken`, `${HOURLY}      auth: { appUserToken`]), good: GOOD },
  { code: 'event-unknown', why: 'a slip', line: 10, bad: changed(['updated:page', 'udpated:page']), good: changed(['avi:confluence:updated:page', 'avi:cloud:ecosystem::event/8db33809/done']) },
  { code: 'event-forms', why: 'names and maps', line: 10, bad: changed(['- avi:confluence:updated:page', '- { eventType: avi:confluence:updated:page, filter: { appIsLicensed: true } }']), good: changed([EVENTS, '      events:\n        - { eventType: avi:confluence:updated:page, filter: { appIsLicensed: true } }\n']) },
  { code: 'event-repeated', why: 'twice in one trigger', line: 10, bad: changed(['updated:page', 'created:page']), good: GOOD },
  { code: 'filter-empty', why: 'no member', line: 11, bad: changed(after(EVENTS, '      filter: {}')), good: withFilter('appIsLicensed: true') },
  { code: 'filter-on-error', why: 'no expression', line: 13, bad: withFilter('appIsLicensed: true', 'onError: IGNORE'), good: withFilter('expression: event.selfGenerated == false', 'onError: IGNORE') },
  { code: 'filter-ignore-self', why: 'an event of Confluence', line: 12, bad: withFilter('ignoreSelf: true'), good: withFilter('ignoreSelf: false') },
  { code: 'filter-expression', why: 'too long', line: 12, bad: withFilter(`expression: "${'a'.repeat(10_001)}"`), good: withFilter(`expression: "${'a'.repeat(10_000)}"`) },
  { code: 'filter-properties', why: 'six paths', line: 12, bad: withFilter(`expression: ${properties(6)}`), good: withFilter(`expression: ${properties(5)}`) },
  { code: 'schedule-count', why: 'six', line: 22, bad: schedules(5), good: schedules(4) },
  { code: 'schedule-token', why: 'a day is longer than a token lives', line: 17, bad: changed([INTERVAL, '      interval: day\n']), good: schedules(1) },
  { code: 'base-url-missing', why: 'not there', line: 28, bad: changed([BASE_URL, '']), good: changed([BASE_URL, '    configurable: { name: Server, description: Where it is }\n']) },
  { code: 'base-url-invalid', why: 'http', line: 29, bad: changed(['https://backend', 'http://backend']), good: changed(['https://backend.example.com', 'https://$' + '{HOST}']) },
  { code: 'base-url-path', why: 'a path', line: 29, bad: changed(['backend.example.com', 'backend.example.com/base']), good: changed(['backend.example.com', 'backend.example.com:8443']) },
  { code: 'storage-missing', why: 'stores, and does not say what', line: 30, bad: withRemote('operations: [storage]'), good: withRemote('operations: [storage]', 'storage: { inScopeEUD: true }') },
  { code: 'regions-differ', why: 'one of two has a region', line: 31, bad: twoRemotes(true), good: twoRemotes(false) },
  { code: 'scope-misspelt', why: 'a colon for a dot', line: 33, bad: changed(['content.summary', 'content:summary']), good: changed(after(SCOPES, '    - read:content-details:confluence')) },
  { code: 'scope-repeated', why: 'twice', line: 34, bad: changed(after(SCOPES, '    - read:app-system-token')), good: GOOD },
  { code: 'scope-missing', why: 'neither all classic nor all granular', line: 9, bad: changed(['read:confluence-content.summary', 'read:page:confluence']), good: changed(['    - read:confluence-content.summary\n', ['page', 'space', 'user', 'content.metadata'].map((one) => `    - read:${one}:confluence\n`).join('')]) },
  { code: 'scope-missing-unchecked', why: "not in the command line's own map", line: 10, bad: changed(['updated:page', 'created:label']), good: changed(['updated:page', 'created:label'], after(SCOPES, '    - read:confluence-space.summary')) },
  { code: 'scope-token', why: 'a token without its scope', line: 22, bad: changed(['    - read:app-system-token\n', '']), good: GOOD.replaceAll('enabled: true', 'enabled: false').replace('    - read:app-system-token\n', '') },
  { code: 'scope-token-alone', why: 'no other scope', line: 30, bad: changed(['    - read:confluence-content.summary\n', ''], ['avi:confluence:created:page', 'avi:forge:upgraded:app'], ['        - avi:confluence:updated:page\n', '']), good: GOOD },
  { code: 'handler-without-trigger', why: 'an event that nobody subscribes to', line: 5, bad: GOOD, good: changed(['updated:page', 'liked:page']), options: { needs: { ...SERVER, handlers: [...SERVER.handlers, { id: 'likes/count', patterns: ['avi:confluence:liked:page'] }] } } },
  { code: 'handler-without-trigger', why: 'a tick of another endpoint', line: 14, bad: GOOD.replaceAll('remote-hourly', 'other'), good: GOOD, options: server },
  { code: 'event-without-handler', why: 'nobody takes it', line: 10, bad: changed(['updated:page', 'created:comment']), good: changed(['updated:page', 'liked:page']), options: server },
  { code: 'schedule-without-handler', why: 'nobody takes it', line: 15, bad: changed([INTERVAL, '      interval: day\n']), good: GOOD, options: { needs: { ...SERVER, handlers: [{ id: 'a/b', patterns: ['avi:confluence:*:page'] }] } } },
  { code: 'route-unknown', why: 'a slip', line: 21, bad: changed(['/forge/events', '/forge/event']), good: GOOD, options: server },
  { code: 'route-kind', why: 'events to a route for ticks', line: 21, bad: changed(['/forge/events', '/forge/hourly']), good: GOOD, options: server },
  { code: 'route-binding', why: 'bound to another module', line: 19, bad: GOOD, good: GOOD.replaceAll('remote-events', 'bound'), options: { needs: { ...SERVER, routes: [{ path: '/forge/events', moduleKey: 'bound' }, { path: '/forge/hourly', kind: 'scheduled' }] } } },
  { code: 'route-uncalled', why: 'no endpoint calls it', line: 18, bad: GOOD, good: changed(['/forge/events', '/forge/more']), options: { needs: { ...SERVER, routes: [{ path: '/forge/more' }, { path: '/forge/hourly', kind: 'scheduled' }] } } },
  { code: 'endpoint-module-unknown', why: 'a slip', line: 18, bad: GOOD, good: changed(after('modules:\n', '  jira:issuePanel: [{ key: panl, resolver: { endpoint: remote-events } }]')), options: bound },
  { code: 'route-unknown', why: 'a web trigger beside every endpoint', line: 20, bad: webTrigger('/hook'), good: webTrigger('/hooks/in'), options: bound },
  { code: 'route-unknown', why: 'a web trigger without what its endpoint wants appended', line: 20, bad: webTrigger('/more'), good: webTrigger('/hooks'), options: bound }
]

function properties (count: number): string {
  return Array.from({ length: count }, (_, at) => `event.runtime.issue.properties['k'].p${at} == 1`).join(' && ')
}

function twoRemotes (stores: boolean): string {
  const regional = '    baseUrl: { default: https://a.example.com, EU: https://eu.example.com }\n'
  return changed([BASE_URL, `${regional}  - key: other\n${BASE_URL}    storage: { inScopeEUD: ${stores} }\n`])
}
