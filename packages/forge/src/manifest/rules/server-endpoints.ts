import { findNearest } from '@hooksmith/core'
import type { ServerEndpoint } from '../handlers.js'
import { routeAt } from '../handlers.js'
import { modulesOfType, nameOf } from '../model.js'
import { problem, quote } from '../problem.js'
import { callersOf } from './endpoints.js'
import { placeOf } from './server.js'
import type { Rule } from './subject.js'

/** An endpoint that takes calls of certain modules only is called by one of them. Functions call with the key of the remote. */
export const boundEndpointsHaveTheirModule: Rule = ({ manifest, needs }) => {
  const keys = [...manifest.modules.flatMap(({ key }) => key === undefined ? [] : [key]), ...manifest.remotes.keys()]
  return (needs?.endpoints ?? []).flatMap(({ path, moduleKeys = [] }) => moduleKeys.filter((key) => !keys.includes(key)).map((key) => {
    const near = findNearest(key, keys)
    return problem('endpoint-module-unknown', placeOf(manifest, 'endpoint'),
      `The server's endpoint ${quote(path)} takes calls of ${quote(key)}, and there is no module of that key: every call is refused`,
      near === undefined ? 'add the module, or change forge.moduleKey of the endpoint' : `write '${near}' in forge.moduleKey of the endpoint`)
  }))
}

/** The route of a web trigger is a slip where it is near the path of an endpoint, and none has it. What else it may be, another part of the server takes. */
export const webTriggersAreAnswered: Rule = ({ manifest, needs }) => {
  if (needs === undefined) return []
  const endpoints = needs.endpoints ?? []
  return modulesOfType(manifest, 'endpoint').flatMap((module) => {
    const [caller] = callersOf(manifest, module, 'webtrigger')
    const path = module.node.in('route', 'path')
    if (caller === undefined || path?.text === undefined || routeAt(needs, path.text) !== undefined || endpoints.some((one) => takes(one, path.text ?? ''))) return []
    const near = findNearest(path.text, endpoints.map((one) => one.path.replace(/\/?\*$/, '')))
    if (near === undefined) return []
    const fix = near === path.text ? `give the endpoint the path ${quote(`${near}*`)}: callers need not append anything` : `write ${quote(near)}`
    return [problem('route-unknown', path.at, `${nameOf(caller)} calls ${quote(path.text)}, and no endpoint of the server takes that`, fix)]
  })
}

function takes ({ path }: ServerEndpoint, called: string): boolean {
  const pattern = path.split('/').map((segment) => segment.startsWith(':') ? '[^/]+' : segment.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace('*', '.*')).join('/')
  return new RegExp(`^${pattern}$`).test(called)
}
