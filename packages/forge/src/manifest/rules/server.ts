import { findNearest, matchesPattern } from '@hooksmith/core'
import { findForgeEvent } from '../../catalogue/index.js'
import type { CallKind, ServerNeeds, Wish } from '../handlers.js'
import { CALL_KINDS, CALLERS, callName, callOf, isHandled, routeAt, routesOf, wishOf } from '../handlers.js'
import type { Manifest, ManifestModule } from '../model.js'
import { endpointOf, modulesOfType, nameOf } from '../model.js'
import type { ManifestNode } from '../node.js'
import type { Position } from '../position.js'
import type { ManifestProblem } from '../problem.js'
import { problem, quote } from '../problem.js'
import { callersOf } from './endpoints.js'
import type { Rule, Subject } from './subject.js'

type Check = (manifest: Manifest, needs: ServerNeeds) => readonly ManifestProblem[]

/** A rule that needs to know the server; without one it has nothing to say. */
const withServer = (check: Check): Rule => ({ manifest, needs }: Subject) => needs === undefined ? [] : check(manifest, needs)

/** Every handler of Forge's events has a trigger that subscribes to one of them. */
export const handlersHaveTriggers: Rule = withServer((manifest, needs) => {
  const isGranted = (wish: Wish): boolean => {
    if (wish.kind === 'call') return modulesOfType(manifest, CALLERS[wish.call]).some((module) => endpointOf(manifest, module)?.key === wish.name)
    if (wish.kind === 'event') return manifest.events.some(({ name }) => name === wish.name)
    return manifest.events.some(({ name }) => matchesPattern(wish.pattern, name))
  }
  return needs.handlers.flatMap(({ id, patterns }) => patterns.flatMap((text) => {
    const wish = wishOf(text)
    return wish === undefined || isGranted(wish) ? [] : [noTrigger(manifest, id, text, wish)]
  }))
})

function noTrigger (manifest: Manifest, id: string, pattern: string, wish: Wish): ManifestProblem {
  const type = wish.kind === 'call' ? CALLERS[wish.call] : 'trigger'
  const [verb, fix] = wish.kind === 'call'
    ? ['calls that endpoint', callFix(manifest, wish.call, wish.name)]
    : ['subscribes to it', eventFix(manifest, pattern, wish)]
  return problem('handler-without-trigger', placeOf(manifest, type), `Handler ${quote(id)} takes ${quote(pattern)}, and no ${type} ${verb}`, fix)
}

function callFix (manifest: Manifest, call: CallKind, name: string): string {
  const misnamed = modulesOfType(manifest, CALLERS[call]).find(({ key }) => key === name)
  const endpoint = misnamed === undefined ? undefined : endpointOf(manifest, misnamed)?.key
  return endpoint === undefined
    ? `add a ${CALLERS[call]} whose endpoint has the key ${quote(name)}${call === 'postFunction' ? '' : ', or run `hooksmith manifest generate`'}`
    : `such events are named after the endpoint, not the module: handle '${callName(call, endpoint)}'`
}

function eventFix (manifest: Manifest, pattern: string, wish: Wish): string {
  const near = wish.kind === 'event' ? findNearest(pattern, manifest.events.map(({ name }) => name)) : undefined
  const hint = near === undefined || findForgeEvent(pattern) !== undefined ? '' : ` (subscribed is '${near}')`
  return `add ${quote(pattern)} to the events of a trigger${hint}, or run \`hooksmith manifest generate\``
}

/** The part that a new module would go to. */
export function placeOf ({ root }: Manifest, type: string): Position {
  return root.get('modules')?.member(type)?.keyAt ?? root.member('modules')?.keyAt ?? root.at
}

/** Every event that arrives at the server has a handler. Lifecycle events are of use without one: they bring tokens. */
export const eventsHaveHandlers: Rule = withServer((manifest, needs) => manifest.events
  .filter(({ name, trigger }) => routeOf(manifest, needs, trigger) !== undefined && findForgeEvent(name)?.kind !== 'lifecycle' && !isHandled(needs, name))
  .map(({ name, node, trigger }) => {
    const near = findNearest(name, needs.handlers.flatMap(({ patterns }) => patterns.filter((pattern) => !pattern.includes('*'))))
    return problem('event-without-handler', node.at, `${nameOf(trigger)} subscribes to ${quote(name)}, and no handler takes it`,
      `remove it, or install a plugin that handles it${near === undefined ? '' : `; there is a handler for '${near}'`}`)
  }))

/** Every scheduled trigger that calls the server has a handler, or keeps the token alive. */
export const schedulesHaveHandlers: Rule = withServer((manifest, needs) => modulesOfType(manifest, 'scheduledTrigger').flatMap((module) => {
  const endpoint = endpointOf(manifest, module)
  const interval = module.node.get('interval')?.text
  const refreshes = (interval === 'hour' || interval === 'fiveMinute') && endpoint?.node.in('auth', 'appSystemToken', 'enabled')?.value === true
  if (endpoint?.key === undefined || refreshes || routeOf(manifest, needs, module) === undefined) return []
  const name = callName('scheduled', endpoint.key)
  return isHandled(needs, name)
    ? []
    : [problem('schedule-without-handler', module.node.at, `${nameOf(module)} makes ticks named ${quote(name)}, and no handler takes them`,
        'remove it, or install a plugin that handles them')]
}))

/** Endpoints of triggers call routes that the server has. Remotes that are never called at one of ours are another backend's. */
export const calledRoutesExist: Rule = withServer((manifest, needs) => {
  const called = calledEndpoints(manifest)
  const isOurs = ({ node }: ManifestModule): boolean => routeAt(needs, pathOf(node) ?? '') !== undefined
  const ours = new Set(called.filter(isOurs).map(({ node }) => node.get('remote')?.text))
  return called.filter((module) => !isOurs(module) && (ours.size === 0 || ours.has(module.node.get('remote')?.text))).flatMap((module) => {
    const path = module.node.in('route', 'path')
    if (path?.text === undefined) return []
    const paths = routesOf(needs).map((route) => route.path)
    return [problem('route-unknown', path.at, `${nameOf(module)} calls ${quote(path.text)}, and the server has no such route`,
      `write ${quote(findNearest(path.text, paths) ?? paths[0] ?? '/forge/events')}, or add the route to the server's config`)]
  })
})

/** Events go to routes for events, ticks to routes for ticks, and so on: the body of a tick names nothing. */
export const routesAreOfTheirKind: Rule = withServer((manifest, needs) => calledEndpoints(manifest).flatMap((module) => {
  const path = module.node.in('route', 'path')
  const route = routeAt(needs, path?.text ?? '')
  if (path === undefined || route === undefined || module.key === undefined) return []
  const call = callOf(needs, route, module.key)
  const [caller] = [undefined, ...CALL_KINDS].filter((kind) => kind !== call)
    .flatMap((kind) => callersOf(manifest, module, kind === undefined ? 'trigger' : CALLERS[kind]))
  return caller === undefined ? [] : [wrongKind(module, caller, call, path)]
}))

function wrongKind ({ key = '' }: ManifestModule, caller: ManifestModule, call: CallKind | undefined, path: ManifestNode): ManifestProblem {
  const message = `${nameOf(caller)} calls ${quote(path.text ?? '')}, where `
  if (call !== undefined) return problem('route-kind', path.at, `${message}every request of ${quote(key)} counts as that of a ${CALLERS[call]}`, 'call an endpoint with another route')
  const fix = caller.type === CALLERS.scheduled ? `name ${quote(key)} in the server's 'schedules', or call a route of the kind 'scheduled'` : `call a route of the kind '${kindOf(caller)}'`
  return problem('route-kind', path.at, `${message}the body has to name an event, and that of a ${caller.type} does not`, fix)
}

function kindOf ({ type }: ManifestModule): CallKind {
  return CALL_KINDS.find((kind) => CALLERS[kind] === type) ?? 'preUninstall'
}

/** A route that is bound to a module key is called by that endpoint only. */
export const boundRoutesAreCalledByTheirModule: Rule = withServer((manifest, needs) => calledEndpoints(manifest).flatMap((module) => {
  const key = module.node.get('key')
  const route = routeAt(needs, pathOf(module.node) ?? '')
  return key === undefined || route?.moduleKey === undefined || route.moduleKey === key.text
    ? []
    : [problem('route-binding', key.at, `The server's route ${quote(route.path)} refuses ${nameOf(module)}: it is bound to the key ${quote(route.moduleKey)}`,
        `call the endpoint ${quote(route.moduleKey)}, or change moduleKey of the route`)]
}))

/** A route that no endpoint calls is idle. */
export const routesAreCalled: Rule = withServer((manifest, needs) => {
  const paths = calledEndpoints(manifest).map(({ node }) => pathOf(node))
  return routesOf(needs).filter(({ path }) => !paths.includes(path)).map(({ path }) =>
    problem('route-uncalled', placeOf(manifest, 'endpoint'), `The server's route ${quote(path)} is called by no endpoint of a trigger`,
      "add an endpoint with this route, or remove the route from the server's config"))
})

function calledEndpoints (manifest: Manifest): readonly ManifestModule[] {
  return modulesOfType(manifest, 'endpoint').filter((module) => callersOf(manifest, module, 'trigger', ...Object.values(CALLERS)).length > 0)
}

/** The route of the server that a trigger calls; `undefined` where it calls something else. */
function routeOf (manifest: Manifest, needs: ServerNeeds, caller: ManifestModule): ReturnType<typeof routeAt> {
  const path = pathOf(endpointOf(manifest, caller)?.node)
  return path === undefined ? undefined : routeAt(needs, path)
}

function pathOf (endpoint: ManifestModule['node'] | undefined): string | undefined {
  return endpoint?.in('route', 'path')?.text
}
