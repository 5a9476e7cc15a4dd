/** An `error` is refused by Forge or breaks the app; a `warning` is most likely not what was meant. */
export type Severity = 'error' | 'warning'

/** Everything that can be wrong with a manifest. A published code is never renamed or reused. */
export const MANIFEST_CODES = Object.freeze({
  // The file.
  'file-too-large': 'error',
  'file-not-utf8': 'error',
  'yaml-syntax': 'error',
  'yaml-nesting': 'error',
  'yaml-alias': 'error',
  'yaml-duplicate-key': 'error',
  // Its parts, one by one.
  'type-wrong': 'error',
  'member-unknown': 'error',
  'member-missing': 'error',
  'value-unknown': 'error',
  'list-empty': 'error',
  'module-type': 'error',
  'app-id': 'error',
  // Keys and references.
  'key-invalid': 'error',
  'key-duplicate': 'error',
  'key-long': 'error',
  'endpoint-key-long': 'warning',
  'target-count': 'error',
  'endpoint-undefined': 'error',
  'function-undefined': 'error',
  'remote-undefined': 'error',
  'endpoint-unused': 'warning',
  // Endpoints.
  'endpoint-target': 'error',
  'route-missing': 'error',
  'route-path': 'error',
  'auth-level': 'error',
  'auth-user-token': 'error',
  'auth-user-token-schedule': 'warning',
  // Triggers.
  'event-unknown': 'warning',
  'event-forms': 'error',
  'event-repeated': 'warning',
  'filter-empty': 'error',
  'filter-on-error': 'warning',
  'filter-ignore-self': 'warning',
  'filter-expression': 'error',
  'filter-properties': 'error',
  'schedule-count': 'error',
  'schedule-token': 'warning',
  // Remotes.
  'base-url-missing': 'error',
  'base-url-invalid': 'error',
  'base-url-path': 'warning',
  'storage-missing': 'error',
  'regions-differ': 'error',
  // Scopes.
  'scope-misspelt': 'error',
  'scope-repeated': 'warning',
  'scope-missing': 'error',
  'scope-missing-unchecked': 'warning',
  'scope-token': 'error',
  'scope-token-alone': 'error',
  // The server.
  'handler-without-trigger': 'error',
  'event-without-handler': 'error',
  'schedule-without-handler': 'error',
  'route-unknown': 'error',
  'route-kind': 'error',
  'route-binding': 'error',
  'route-uncalled': 'warning',
  'endpoint-module-unknown': 'error'
} satisfies Readonly<Record<string, Severity>>)

export type ManifestCode = keyof typeof MANIFEST_CODES
