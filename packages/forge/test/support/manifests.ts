import { checkManifest } from '@hooksmith/forge/manifest'
import type { CheckOptions, ManifestCode, ManifestProblem } from '@hooksmith/forge/manifest'

/** A manifest without a mistake: events, a schedule and a lifecycle trigger, all to one remote. */
export const GOOD = `app:
  id: ari:cloud:ecosystem::app/8db33809-1f32-48bb-8c52-5877dab48107
  runtime: { name: nodejs22.x }
modules:
  trigger:
    - key: content-events
      endpoint: remote-events
      events:
        - avi:confluence:created:page
        - avi:confluence:updated:page
    - key: lifecycle
      endpoint: remote-events
      events: [avi:forge:installed:app]
  scheduledTrigger:
    - key: hourly
      endpoint: remote-hourly
      interval: hour
  endpoint:
    - key: remote-events
      remote: backend
      route: { path: /forge/events }
      auth: { appSystemToken: { enabled: true } }
    - key: remote-hourly
      remote: backend
      route: { path: /forge/hourly }
      auth: { appSystemToken: { enabled: true } }
remotes:
  - key: backend
    baseUrl: https://backend.example.com
permissions:
  scopes:
    - read:app-system-token
    - read:confluence-content.summary
`

/** The server that {@link GOOD} belongs to. */
export const SERVER = {
  handlers: [{ id: 'pages/index', patterns: ['avi:confluence:*:page'] }, { id: 'pages/sweep', patterns: ['forge:scheduled:remote-hourly'] }],
  routes: [{ path: '/forge/events' }, { path: '/forge/hourly', kind: 'scheduled' as const }]
}

/** {@link GOOD} with a part replaced; fails when the part is not there, so that a test cannot go stale unnoticed. */
export function changed (...changes: ReadonlyArray<readonly [from: string, to: string]>): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The manifest has no ${JSON.stringify(from)}`)
    return text.replace(from, () => to)
  }, GOOD)
}

/** What {@link checkManifest} finds, as `line code`. */
export function found (manifest: string | Uint8Array, options?: CheckOptions): string[] {
  return checkManifest(manifest, options).map(({ line, code }) => `${line} ${code}`)
}

/** The problems of one code. */
export function ofCode (code: ManifestCode, manifest: string | Uint8Array, options?: CheckOptions): ManifestProblem[] {
  return checkManifest(manifest, options).filter((one) => one.code === code)
}
