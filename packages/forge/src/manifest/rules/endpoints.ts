import type { Manifest, ManifestModule } from '../model.js'
import { endpointOf, modulesOfType, nameOf } from '../model.js'
import type { ManifestNode } from '../node.js'
import { problem, quote } from '../problem.js'
import type { Rule } from './subject.js'

/** An endpoint belongs to a remote, or to a service, never to both. */
export const endpointsHaveOneHome: Rule = ({ manifest }) => modulesOfType(manifest, 'endpoint').flatMap((module) => {
  const homes = ['remote', 'service'].filter((name) => module.node.member(name) !== undefined)
  if (homes.length === 1) return []
  return homes.length === 0
    ? [problem('endpoint-target', module.node.at, `${nameOf(module)} names no remote`, "add 'remote: <key of a remote>'")]
    : [problem('endpoint-target', module.node.at, `${nameOf(module)} names a remote and a service`, "remove 'service', or 'remote'")]
})

/** Forge calls a trigger's endpoint by its route; a UI call brings a path of its own. */
export const calledEndpointsHaveRoutes: Rule = ({ manifest }) => modulesOfType(manifest, 'endpoint').flatMap((module) => {
  const [caller] = callersOf(manifest, module, 'trigger', 'scheduledTrigger', 'preUninstall', 'webtrigger', 'jira:workflowPostFunction')
  return caller === undefined || module.node.member('route') !== undefined
    ? []
    : [problem('route-missing', module.node.at, `${nameOf(module)} has no route, and ${nameOf(caller)} calls it`, "add 'route: { path: /forge/events }'")]
})

/** A route is a path below the remote's base URL, and nothing else of a URL. */
export const routesArePaths: Rule = ({ manifest }) => modulesOfType(manifest, 'endpoint').flatMap(({ node }) => {
  const path = node.in('route', 'path')
  if (path?.text === undefined || /^\/[^\s?#]*$/.test(path.text)) return []
  const fix = /^[\w.-][^\s?#:]*$/.test(path.text) ? `write ${quote(`/${path.text}`)}` : "write a path that starts with '/', without host, query or fragment"
  return [problem('route-path', path.at, `The route ${quote(path.text)} is not a path`, fix)]
})

/** Triggers have no user: Forge refuses the user's token at their endpoints. */
export const eventsHaveNoUser: Rule = ({ manifest }) => modulesOfType(manifest, 'endpoint').flatMap((module) => {
  const token = module.node.in('auth', 'appUserToken', 'enabled')
  if (token?.value !== true) return []
  const [trigger] = callersOf(manifest, module, 'trigger')
  const [schedule] = callersOf(manifest, module, 'scheduledTrigger', 'preUninstall')
  const caller = trigger ?? schedule
  if (caller === undefined) return []
  const code = trigger === undefined ? 'auth-user-token-schedule' : 'auth-user-token'
  return [problem(code, token.at, `${nameOf(module)} asks for the user's token, and ${nameOf(caller)} that calls it has no user`,
    "remove 'appUserToken', or give the trigger an endpoint of its own")]
})

/** A remote's `auth` is for calls from functions; at an endpoint that Forge calls it gives no token. */
export const tokensAreAskedForAtTheEndpoint: Rule = ({ manifest }) => [...manifest.remotes].flatMap(([key, remote]) => {
  const auth = remote.member('auth')
  if (auth === undefined || !asksForToken(auth.node)) return []
  const called = [...manifest.endpoints.values()].filter((module) => module.node.get('remote')?.text === key &&
    callersOf(manifest, module, 'trigger', 'scheduledTrigger').length > 0)
  const [bare] = called.filter(({ node }) => node.get('auth') === undefined)
  return bare === undefined
    ? []
    : [problem('auth-level', auth.keyAt, `remotes ${quote(key)} asks for tokens, which is for calls from functions; ${nameOf(bare)} asks for none`,
        `add 'auth: { appSystemToken: { enabled: true } }' to ${nameOf(bare)}`, 'warning')]
})

function asksForToken (auth: ManifestNode): boolean {
  return auth.in('appSystemToken', 'enabled')?.value === true
}

/** The modules of these types that call the endpoint. */
export function callersOf (manifest: Manifest, endpoint: ManifestModule, ...types: readonly string[]): readonly ManifestModule[] {
  return modulesOfType(manifest, ...types).filter((module) => endpointOf(manifest, module) === endpoint)
}
