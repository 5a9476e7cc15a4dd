/** What a module of the Forge runtime has here, and what to use in place of the rest. */
export interface ForgeModule {
  /** What a function may import by name, and reach through a default import. */
  readonly names: readonly string[]
  readonly hasDefault: boolean
  readonly instead: Readonly<Record<string, string>>
  /** Said of every other name. */
  readonly otherwise: string
}

const STORAGE = "use ctx.forge.storage in a handler of router.on ('@hooksmith/forge')"
const BROWSER = 'it belongs to the user interface: import it only where the browser loads it'
const REMOTE = 'this server is the remote: call its code, or its URL with the global fetch'
const LEAVE = 'leave functions that need it on Forge'

/** The two modules of which a part is here. */
export const FORGE_MODULES: Readonly<Record<'@forge/api' | '@forge/events', ForgeModule>> = Object.freeze({
  '@forge/api': {
    names: ['asApp', 'asUser', 'requestConfluence', 'requestJira', 'requestBitbucket', 'route', 'assumeTrustedRoute'],
    hasDefault: true,
    instead: {
      fetch: 'use the global fetch',
      storage: STORAGE,
      store: STORAGE,
      properties: STORAGE,
      startsWith: STORAGE,
      getAppContext: "read the function's second argument",
      bindInvocationContext: "use AsyncResource.bind of 'node:async_hooks'",
      routeFromAbsolute: 'use assumeTrustedRoute(url.pathname + url.search)',
      webTrigger: 'add a route to the server',
      invokeRemote: REMOTE,
      invokeService: REMOTE
    },
    otherwise: 'asApp, asUser, requestConfluence, requestJira, requestBitbucket, route and assumeTrustedRoute are'
  },
  '@forge/events': {
    names: ['InvocationError', 'InvocationErrorCode'],
    hasDefault: false,
    instead: {
      Queue: "store an event of your own with fastify.hooksmith.emit, and handle it with router.on ('@hooksmith/core')",
      default: 'import InvocationError and InvocationErrorCode by name'
    },
    otherwise: 'InvocationError and InvocationErrorCode are'
  }
})

const MODULES: Readonly<Record<string, string>> = {
  '@forge/kvs': STORAGE,
  '@forge/storage': STORAGE,
  '@forge/resolver': "use router.endpoint ('@hooksmith/core') for calls from a user interface",
  '@forge/bridge': BROWSER,
  '@forge/react': BROWSER,
  '@forge/ui': BROWSER,
  '@forge/jira-bridge': BROWSER,
  '@forge/confluence-bridge': BROWSER,
  '@forge/dashboards-bridge': BROWSER,
  '@forge/sql': 'use a database of your own',
  '@forge/cache': 'use a cache of your own',
  '@forge/object-store': 'use a store of your own',
  '@forge/auth': "call the product's permissions API with asApp()"
}

/** What to use in place of a module that is not here at all. */
export function insteadOfModule (path: string): string {
  const parent = Object.keys(FORGE_MODULES).find((name) => path.startsWith(`${name}/`))
  return parent === undefined ? MODULES[path] ?? LEAVE : `import from '${parent}' itself`
}

/** What to use in place of a name of a module that is here. */
export function insteadOfName (module: keyof typeof FORGE_MODULES, name: string): string {
  const { instead, otherwise } = FORGE_MODULES[module]
  return Object.hasOwn(instead, name) ? instead[name] ?? otherwise : otherwise
}

/** What `asApp()` and `asUser()` give that is here. */
export const REQUESTER_NAMES: readonly string[] = Object.freeze(['requestConfluence', 'requestJira', 'requestBitbucket', 'requestGraph'])

/** What to use in place of anything else that they give. */
export function insteadOfMethod (name: string): string {
  return name === 'withProvider' ? 'use the global fetch, with credentials of your own' : `${REQUESTER_NAMES.join(', ')} are`
}

export function isForgeModule (path: string): path is keyof typeof FORGE_MODULES {
  return Object.hasOwn(FORGE_MODULES, path)
}
