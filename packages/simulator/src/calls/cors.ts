import type { DeliveryResult } from '../redelivery.js'

/** What a page wants to send. Header names in lower case. */
export interface CorsRequest { readonly method: string, readonly headers: readonly string[], readonly origin: string }

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])
const SAFE_HEADERS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language'])

/** Whether a browser asks first (https://fetch.spec.whatwg.org/#cors-preflight-fetch): always for the header `authorization`. */
export function needsPreflight ({ method, headers }: CorsRequest): boolean {
  return !SAFE_METHODS.has(method) || headers.some((name) => !SAFE_HEADERS.has(name))
}

/** Why a preflight does not let a request through; `undefined` when it does. A star does not stand for `authorization`. */
export function preflightProblem ({ answer, verdict }: DeliveryResult, { method, headers, origin }: CorsRequest): string | undefined {
  if (answer === undefined || verdict !== 'accepted') return 'the preflight was not answered with a 2xx'
  const problem = corsProblem(answer.headers, origin)
  if (problem !== undefined) return problem
  const methods = listOf(answer.headers['access-control-allow-methods'])
  if (!SAFE_METHODS.has(method) && !methods.includes(method) && !methods.includes('*')) return `access-control-allow-methods does not name ${method}`
  const allowed = listOf(answer.headers['access-control-allow-headers']).map((name) => name.toLowerCase())
  const missing = headers.find((name) => !SAFE_HEADERS.has(name) && !allowed.includes(name) && (name === 'authorization' || !allowed.includes('*')))
  return missing === undefined ? undefined : `access-control-allow-headers does not name ${missing}`
}

/** Why a page may not see an answer; `undefined` when it may. */
export function corsProblem (headers: Readonly<Record<string, string>>, origin: string): string | undefined {
  const allowed = headers['access-control-allow-origin']
  return allowed === '*' || allowed === origin ? undefined : `access-control-allow-origin does not name ${origin}`
}

function listOf (value = ''): readonly string[] {
  return value.split(',').map((one) => one.trim()).filter((one) => one !== '')
}
