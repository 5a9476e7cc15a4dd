import type { MapShape, Shape, TextShape } from './shape.js'

/*
 * The parts of a manifest that matter to a remote backend. Sources: https://developer.atlassian.com/platform/forge/manifest/ with the pages of
 * the modules, and the schema in npm @forge/manifest 13.7.0, read 2026-08.
 */

const text: TextShape = { kind: 'text' }
const flag: Shape = { kind: 'boolean', instead: (value) => value === '' ? 'write true or false' : 'write true or false, without quotes' }

/** The key without what keys cannot have. */
function cleanKey (wrong: string): string {
  const clean = wrong.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, '')
  return clean === '' ? 'write a key' : `write '${clean}'`
}

const key: TextShape = {
  kind: 'text', pattern: { expression: /^[\w-]+$/, meaning: 'made of letters, digits, _ and - alone', code: 'key-invalid', fix: cleanKey }
}
const remoteKey: TextShape = { ...key, max: { length: 23, code: 'key-long' } }
const reference: TextShape = {
  kind: 'text', pattern: { expression: /^[\w.-]{1,255}$/, meaning: 'a key of 1 to 255 letters, digits, _, . and -', code: 'key-invalid', fix: cleanKey }
}

const AT_ENDPOINT = 'move it to the endpoint, as auth: { appSystemToken: { enabled: true } }'
const misplaced = { auth: AT_ENDPOINT, appSystemToken: AT_ENDPOINT, appUserToken: AT_ENDPOINT }

const token: Shape = {
  kind: 'map', members: { enabled: flag }, required: ['enabled'], unknown: 'error', instead: () => 'write { enabled: true }'
}
const auth: MapShape = { kind: 'map', members: { appSystemToken: token, appUserToken: token }, unknown: 'error' }

const filter: MapShape = {
  kind: 'map',
  unknown: 'error',
  members: {
    ignoreSelf: flag,
    appIsLicensed: flag,
    expression: text,
    onError: { kind: 'text', oneOf: ['IGNORE_AND_LOG', 'IGNORE', 'RECEIVE_AND_LOG', 'RECEIVE'] }
  }
}

const trigger: MapShape = {
  kind: 'map',
  unknown: 'error',
  misplaced,
  required: ['key', 'events'],
  members: { key, function: reference, endpoint: reference, filter, payload: { kind: 'map', members: {} }, events: { kind: 'list' } }
}

const scheduledTrigger: MapShape = {
  kind: 'map',
  unknown: 'error',
  misplaced,
  required: ['key', 'interval'],
  members: {
    key,
    function: reference,
    endpoint: reference,
    interval: { kind: 'text', oneOf: ['fiveMinute', 'hour', 'day', 'week'] },
    filter: { kind: 'map', members: { appIsLicensed: flag }, required: ['appIsLicensed'], unknown: 'error' }
  }
}

const endpoint: MapShape = {
  kind: 'map',
  unknown: 'warning',
  misplaced: { appSystemToken: 'put it into auth: { appSystemToken: { enabled: true } }', appUserToken: 'put it into auth: { appUserToken: { enabled: true } }' },
  required: ['key'],
  members: {
    key: { ...key, max: { length: 23, code: 'endpoint-key-long' } },
    remote: reference,
    service: text,
    route: { kind: 'map', members: { path: text }, required: ['path'], instead: (path) => `write route: { path: ${path === '' ? '/…' : path} }` },
    auth
  }
}

const remote: MapShape = {
  kind: 'map',
  unknown: 'error',
  misplaced: { appSystemToken: AT_ENDPOINT, appUserToken: AT_ENDPOINT },
  required: ['key'],
  members: {
    key: remoteKey,
    baseUrl: undefined,
    operations: { kind: 'list', of: { kind: 'text', oneOf: ['storage', 'compute', 'fetch', 'other'] } },
    auth,
    storage: { kind: 'map', members: { inScopeEUD: flag }, required: ['inScopeEUD'], unknown: 'error' },
    configurable: {
      kind: 'map',
      unknown: 'error',
      required: ['name', 'description'],
      members: { name: text, description: text, supportedPatterns: { kind: 'list', of: text } }
    }
  }
}

/** A module of a type that is not ours to know: its key is. */
const anyModule: MapShape = { kind: 'map', members: { key }, required: ['key'] }

const modules: MapShape = {
  kind: 'map',
  members: {
    trigger: { kind: 'list', of: trigger },
    scheduledTrigger: { kind: 'list', of: scheduledTrigger },
    preUninstall: {
      kind: 'list', of: { kind: 'map', unknown: 'error', misplaced, required: ['key'], members: { key, function: reference, endpoint: reference } }
    },
    webtrigger: { kind: 'list', of: { ...anyModule, misplaced, members: { key, function: reference, endpoint: reference } } },
    endpoint: { kind: 'list', of: endpoint },
    function: { kind: 'list', of: { ...anyModule, members: { key: { ...key, max: { length: 23, code: 'key-long' } } } } }
  },
  others: { kind: 'list', of: anyModule }
}

/** A bare UUID only lacks what stands before it. */
function appIdFix (wrong: string): string {
  return /^[\da-f-]{36}$/i.test(wrong) ? `write 'ari:cloud:ecosystem::app/${wrong}'` : 'run `forge register`, which writes it here'
}

export const filterShape: MapShape = filter

export const manifestShape: MapShape = {
  kind: 'map',
  unknown: 'error',
  required: ['app'],
  members: {
    app: {
      kind: 'map',
      required: ['id'],
      members: {
        id: {
          kind: 'text',
          pattern: {
            expression: /^ari:cloud:ecosystem::app\/[^\s]+$/,
            meaning: "an app's identifier",
            code: 'app-id',
            fix: appIdFix
          }
        }
      }
    },
    modules,
    remotes: { kind: 'list', of: remote },
    permissions: { kind: 'map', members: { scopes: undefined, external: undefined, content: undefined, enforcement: undefined }, unknown: 'error' },
    connectModules: undefined,
    resources: undefined,
    providers: undefined,
    environment: undefined,
    translations: undefined,
    services: undefined,
    overrides: undefined
  }
}
