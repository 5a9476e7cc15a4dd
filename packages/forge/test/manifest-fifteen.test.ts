import { checkManifest, formatProblems, problemsToJson } from '@hooksmith/forge/manifest'
import { test } from 'tap'

const NEEDS = { handlers: [{ id: 'pages/index', patterns: ['avi:confluence:created:page', 'avi:confluence:liked:page'] }] }

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
  ''
]

test('a manifest with fifteen mistakes: each is reported at its line, with what to write instead', async (t) => {
  t.same(formatProblems('manifest.yml', checkManifest(FIFTEEN, { needs: NEEDS })).split('\n'), OUTPUT)
})

test('the same as JSON, for programs', async (t) => {
  const problems = checkManifest(FIFTEEN, { needs: NEEDS })
  t.same(JSON.parse(problemsToJson('manifest.yml', problems)), { file: 'manifest.yml', ok: false, problems })
})
