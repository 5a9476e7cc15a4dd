import { findNearest } from '@hooksmith/core'
import type { ManifestModule } from '../model.js'
import { modulesOfType, nameOf } from '../model.js'
import type { ManifestNode } from '../node.js'
import type { ManifestProblem } from '../problem.js'
import { problem, quote } from '../problem.js'
import type { Rule } from './subject.js'

/** Keys are unique over all modules, whatever their types; keys of remotes among the remotes. */
export const keysAreUnique: Rule = ({ manifest: { modules, root } }) => [
  ...repeated(modules.map(({ node }) => node.get('key')), 'a module'),
  ...repeated((root.get('remotes')?.items ?? []).map((remote) => remote.get('key')), 'a remote')
]

function repeated (keys: ReadonlyArray<ManifestNode | undefined>, what: string): ManifestProblem[] {
  const seen = new Map<string, number>()
  return keys.flatMap((node) => {
    if (node?.text === undefined) return []
    const line = seen.get(node.text)
    if (line === undefined) { seen.set(node.text, node.at.line); return [] }
    return [problem('key-duplicate', node.at, `Key ${quote(node.text)} is that of ${what} in line ${line} already`, 'give this one another key')]
  })
}

/** What an event calls is a function or an endpoint, never both. */
export const modulesCallOneThing: Rule = ({ manifest }) =>
  modulesOfType(manifest, 'trigger', 'scheduledTrigger', 'preUninstall', 'webtrigger').flatMap((module) => {
    const targets = ['function', 'endpoint'].filter((name) => module.node.member(name) !== undefined)
    if (targets.length === 1) return []
    const [message, fix] = targets.length === 0
      ? ['calls nothing', "add 'endpoint: <key>' for a remote backend"]
      : ['calls a function and an endpoint', "remove 'function', or 'endpoint'"]
    return [problem('target-count', module.node.at, `${nameOf(module)} ${message}`, fix)]
  })

/** Every endpoint and every function that a module names exists. */
export const calledModulesExist: Rule = ({ manifest }) => {
  const functions = modulesOfType(manifest, 'function').flatMap(({ key }) => key ?? [])
  const endpoints = [...manifest.endpoints.keys()]
  return callers(manifest.modules).flatMap((module) => {
    return [
      ...namesIn(module.node, 'endpoint').flatMap((node) => undefinedKey(node, endpoints, 'endpoint')),
      ...namesIn(module.node, 'function').flatMap((node) => undefinedKey(node, functions, 'function'))
    ]
  })
}

function undefinedKey (node: ManifestNode, keys: readonly string[], what: 'endpoint' | 'function'): ManifestProblem[] {
  if (node.text === undefined || keys.includes(node.text)) return []
  const code = `${what}-undefined` as const
  return [problem(code, node.at, `There is no ${what} with the key ${quote(node.text)}`, fixFor(node.text, keys, `modules.${what}`))]
}

/** Every remote that something names exists. */
export const namedRemotesExist: Rule = ({ manifest }) => {
  const keys = [...manifest.remotes.keys()]
  const backend = manifest.root.in('permissions', 'external', 'fetch', 'backend')?.items ?? []
  const nodes = [
    ...modulesOfType(manifest, 'endpoint').map(({ node }) => node.get('remote')),
    ...backend.map((item) => item.get('remote')),
    manifest.root.in('app', 'connect', 'remote')
  ]
  return nodes.flatMap((node) => node?.text === undefined || keys.includes(node.text)
    ? []
    : [problem('remote-undefined', node.at, `There is no remote with the key ${quote(node.text)}`, fixFor(node.text, keys, 'remotes'))])
}

function fixFor (key: string, keys: readonly string[], home: string): string {
  const nearest = findNearest(key, keys)
  return nearest === undefined ? `add it to ${home}${keys.length === 0 ? '' : `, or use one of ${keys.slice(0, 10).join(', ')}`}` : `write ${quote(nearest)}`
}

/** An endpoint that nothing calls is left over, or its caller misspells it. */
export const endpointsAreCalled: Rule = ({ manifest }) => {
  const called = new Set(callers(manifest.modules).flatMap(({ node }) => namesIn(node, 'endpoint').map(({ text }) => text)))
  return [...manifest.endpoints.values()].filter(({ key }) => !called.has(key)).map((module) =>
    problem('endpoint-unused', module.node.at, `Nothing calls ${nameOf(module)}`, 'remove it, or name it in a trigger'))
}

function callers (modules: readonly ManifestModule[]): readonly ManifestModule[] {
  return modules.filter(({ type }) => type !== 'endpoint' && type !== 'function')
}

/** The values of all members of this name, however deep: UI modules name an endpoint in their resolver. */
function namesIn (node: ManifestNode, name: 'endpoint' | 'function'): ManifestNode[] {
  const own = node.members.flatMap((member) => member.key === name && member.node.kind === 'text' ? [member.node] : namesIn(member.node, name))
  return [...own, ...node.items.flatMap((item) => namesIn(item, name))]
}
