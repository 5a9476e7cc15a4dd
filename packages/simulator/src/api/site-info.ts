import { siteUrlOf, type Installations } from '../installations.js'
import type { Call } from './api-call.js'
import type { ApiAnswer } from './documents.js'

/**
 * What a site tells everybody, with a token or without: its own URL, which no event and no token of an event names.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote-agents-in-jira/, read 2026-08.
 */
export function siteInfo ({ method, product, tenantId, path }: Call, installations: Installations): ApiAnswer | undefined {
  const isAsked = method === 'GET' && product === 'jira' && /^\/rest\/api\/[23]\/serverInfo$/.test(path)
  const contexts = isAsked ? installations.all().flatMap((installation) => installation.contexts) : []
  const isSite = contexts.some((context) => context.name === product && context.tenantId === tenantId)
  return isSite ? { status: 200, body: { baseUrl: siteUrlOf(tenantId), deploymentType: 'Cloud', serverTitle: 'Jira' } } : undefined
}
