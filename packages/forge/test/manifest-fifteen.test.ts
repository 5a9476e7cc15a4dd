import { checkManifest, formatProblems, problemsToJson } from '@hooksmith/forge/manifest'
import { test } from 'tap'

const NEEDS = {
  handlers: [
    { id: 'pages/index', patterns: ['avi:confluence:created:page', 'avi:confluence:liked:page'] },
    { id: 'pages/sweep', patterns: ['forge:scheduled:remote-nightly'] }
  ],
  schedules: ['remote-nightly']
}

const FIFTEEN = `app:
  id: 8db33809-1f32-48bb-8c52-5877dab48107
modules:
  trigger:
    - key: content events
      endpoint: remote-event
      events:
        - avi:confluence:created:pages
        - avi:confluence:created:page
        - avi:jira:created:issue
    - key: filtered
      endpoint: remote-events
      events: [avi:confluence:created:page]
      filter:
        onError: RECEIVE
      auth: { appSystemToken: { enabled: true } }
  scheduledTrigger:
    - key: nightly
      endpoint: remote-nightly
      interval: daily
  endpoint:
    - key: remote-events
      remote: backend
      route: /forge/events
      auth: { appSystemToken: { enabled: true } }
    - key: remote-nightly
      remote: back-end
      route: { path: /forge/events }
remotes:
  - key: backend
    baseURL: http://backend.example.com
    operations: [storage, compute]
permissions:
  scopes:
    - read:confluence-content:summary
`

const OUTPUT = [
  "manifest.yml:2:7  error: app.id is '8db33809-1f32-48bb-8c52-5877dab48107', which is not an app's identifier  [app-id]",
  "    fix: write 'ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107'",
  "manifest.yml:4:3  error: Handler 'pages/index' takes 'avi:confluence:liked:page', and no trigger subscribes to it  [handler-without-trigger]",
  "    fix: add 'avi:confluence:liked:page' to the events of a trigger, or run `hooksmith manifest generate`",
  "manifest.yml:5:12  error: trigger 'content events'.key is 'content events', which is not made of letters, digits, _ and - alone  [key-invalid]",
  "    fix: write 'content-events'",
  "manifest.yml:6:17  error: There is no endpoint with the key 'remote-event'  [endpoint-undefined]",
  "    fix: write 'remote-events'",
  "manifest.yml:8:11  warning: The event 'avi:confluence:created:pages' is not known  [event-unknown]",
  "    fix: did you mean 'avi:confluence:created:page'?",
  "manifest.yml:10:11  error: The app lacks scopes for the event 'avi:jira:created:issue'  [scope-missing]",
  '    fix: add to permissions.scopes: read:jira-work — or: read:issue:jira, read:issue-type:jira, read:user:jira, read:project:jira, read:status:jira',
  'manifest.yml:15:9  error: onError stands without an expression, and this filter has no other condition  [filter-on-error]',
  "    fix: add 'expression', or remove onError",
  "manifest.yml:16:7  error: trigger 'filtered' has 'auth', which does nothing here  [auth-level]",
  '    fix: move it to the endpoint, as auth: { appSystemToken: { enabled: true } }',
  "manifest.yml:20:17  error: scheduledTrigger 'nightly'.interval cannot be 'daily'  [value-unknown]",
  '    fix: write day; all there are: fiveMinute, hour, day, week',
  "manifest.yml:24:14  error: endpoint 'remote-events'.route must be a map, and is the text '/forge/events'  [type-wrong]",
  '    fix: write route: { path: /forge/events }',
  "manifest.yml:25:42  error: A token is asked for here, and the app lacks the scope 'read:app-system-token'  [scope-token]",
  "    fix: add 'read:app-system-token' to permissions.scopes",
  "manifest.yml:27:15  error: There is no remote with the key 'back-end'  [remote-undefined]",
  "    fix: write 'backend'",
  "manifest.yml:31:5  error: remotes 'backend' has a member 'baseURL' that Forge does not know  [member-unknown]",
  "    fix: write 'baseUrl'",
  "manifest.yml:32:18  error: remotes 'backend' stores, and does not say whether end users' data  [storage-missing]",
  "    fix: add 'storage: { inScopeEUD: true }', or false if it keeps none",
  "manifest.yml:35:7  error: There is no scope 'read:confluence-content:summary'  [scope-misspelt]",
  "    fix: write 'read:confluence-content.summary'",
  'manifest.yml: 14 errors, 1 warning'
]

test('a manifest with fifteen mistakes: each is reported at its line, with what to write instead', async (t) => {
  t.same(formatProblems('manifest.yml', checkManifest(FIFTEEN, { needs: NEEDS })).split('\n'), OUTPUT)
})

test('the same as JSON, for programs', async (t) => {
  const problems = checkManifest(FIFTEEN, { needs: NEEDS })
  t.same(JSON.parse(problemsToJson('manifest.yml', problems)), { file: 'manifest.yml', ok: false, problems })
})
