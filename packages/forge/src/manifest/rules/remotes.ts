import { findNearest } from '@hooksmith/core'
import type { ManifestNode } from '../node.js'
import type { ManifestProblem } from '../problem.js'
import { problem, quote } from '../problem.js'
import type { Rule } from './subject.js'

/** Where Forge can keep an app's data (https://developer.atlassian.com/platform/forge/data-residency/, read 2026-08). */
const REGIONS: readonly string[] = ['default', 'US', 'EU', 'AU', 'DE', 'SG', 'CA', 'IN', 'KR', 'JP', 'GB', 'CH']

/** A remote has a base URL, unless the customer sets it. */
export const remotesHaveBaseUrls: Rule = ({ manifest }) => remotesIn(manifest.root).flatMap((remote) => {
  if (remote.get('baseUrl') !== undefined || remote.get('configurable') !== undefined) return []
  const misspelt = remote.members.find(({ key }) => key.toLowerCase() === 'baseurl')
  // The misspelt name is reported by itself.
  return misspelt === undefined
    ? [problem('base-url-missing', remote.at, `remotes ${quote(remote.get('key')?.text ?? '?')} has no baseUrl`, "add 'baseUrl: https://…'")]
    : []
})

/** A base URL is https and no more than an origin, for each region. */
export const baseUrlsAreOrigins: Rule = ({ manifest }) => remotesIn(manifest.root).flatMap((remote) => {
  const baseUrl = remote.get('baseUrl')
  if (baseUrl === undefined) return []
  if (baseUrl.kind === 'map') return regionalProblems(baseUrl)
  return checkUrl(baseUrl)
})

function regionalProblems (baseUrl: ManifestNode): ManifestProblem[] {
  const unknown = baseUrl.members.filter(({ key }) => !REGIONS.includes(key)).map(({ key, keyAt }) => {
    const nearest = REGIONS.find((region) => region.toLowerCase() === key.toLowerCase()) ?? findNearest(key, REGIONS)
    return problem('value-unknown', keyAt, `There is no region ${quote(key)}`, nearest === undefined ? `one of ${REGIONS.join(', ')}` : `write ${nearest}`)
  })
  const missing = baseUrl.get('default') === undefined
    ? [problem('member-missing', baseUrl.at, "A base URL by region needs a 'default'", "add 'default: https://…' for all other regions")]
    : []
  return [...unknown, ...missing, ...baseUrl.members.flatMap(({ node }) => checkUrl(node))]
}

function checkUrl (node: ManifestNode): ManifestProblem[] {
  const { text } = node
  if (text === undefined) return [problem('base-url-invalid', node.at, 'A base URL must be text', "write 'https://…', or a map from region to URL")]
  // Filled in by Forge's command line from `environment.variables`.
  if (text.includes('${')) return []
  if (!URL.canParse(text)) return [problem('base-url-invalid', node.at, `The base URL ${quote(text)} is no URL`, "write 'https://' and a host")]
  const url = new URL(text)
  if (url.protocol !== 'https:') {
    return [problem('base-url-invalid', node.at, `The base URL ${quote(text)} is not https, and Forge calls nothing else`, `write ${quote(`https://${url.host}`)}`)]
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return [problem('base-url-invalid', node.at, 'The base URL has a user, a query or a fragment', `write ${quote(url.origin)}`)]
  }
  return url.pathname === '/' && !text.endsWith('/')
    ? []
    : [problem('base-url-path', node.at, `The base URL ${quote(text)} has a path, and how Forge joins it with a route is nowhere written`,
        `write ${quote(url.origin)}, and put the path into the routes`)]
}

/** A remote that stores says whether it stores end users' data. */
export const storingRemotesSayWhat: Rule = ({ manifest }) => remotesIn(manifest.root).flatMap((remote) => {
  const storage = (remote.get('operations')?.items ?? []).find(({ text }) => text === 'storage')
  return storage === undefined || remote.get('storage') !== undefined
    ? []
    : [problem('storage-missing', storage.at, `remotes ${quote(remote.get('key')?.text ?? '?')} stores, and does not say whether end users' data`,
        "add 'storage: { inScopeEUD: true }', or false if it keeps none")]
})

/** Remotes that store end users' data have base URLs for the same regions; others may have one for all. */
export const remotesShareRegions: Rule = ({ manifest }) => {
  const remotes = remotesIn(manifest.root).flatMap((remote) => {
    const baseUrl = remote.get('baseUrl')
    return baseUrl === undefined ? [] : [{ remote, baseUrl, regions: baseUrl.kind === 'map' ? baseUrl.members.map(({ key }) => key) : ['default'] }]
  })
  const all = [...new Set(remotes.flatMap(({ regions }) => regions))]
  return remotes.flatMap(({ remote, baseUrl, regions }) => {
    const missing = all.filter((region) => !regions.includes(region))
    const isExempt = regions.length === 1 && remote.in('storage', 'inScopeEUD')?.value !== true
    return missing.length === 0 || isExempt
      ? []
      : [problem('regions-differ', baseUrl.at, `remotes ${quote(remote.get('key')?.text ?? '?')} has no base URL for ${missing.join(', ')}, and other remotes have`,
          'give all remotes the same regions')]
  })
}

function remotesIn (root: ManifestNode): readonly ManifestNode[] {
  return (root.get('remotes')?.items ?? []).filter(({ kind }) => kind === 'map')
}
