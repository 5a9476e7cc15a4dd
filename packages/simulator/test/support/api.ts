import type { Installation } from '../../src/index.js'
import type { Stage } from './stage.js'

export interface Answer { readonly status: number, readonly headers: Readonly<Record<string, string>>, readonly body: unknown }

export interface CallInit { readonly method?: string, readonly body?: unknown, readonly token?: string }

/** Calls an address of the API stub with the installation's token. */
export async function call ({ simulator }: Stage, installation: Installation, url: string, init: CallInit = {}): Promise<Answer> {
  const { method = 'GET', body, token = simulator.tokens.for(installation).value } = init
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, headers: Object.fromEntries(response.headers), body: text === '' ? undefined : JSON.parse(text) }
}

/** Calls the product of an installation. */
export async function rest (on: Stage, installation: Installation, path: string, init: CallInit = {}): Promise<Answer> {
  return call(on, installation, installation.apiBaseUrl + path, init)
}

/** Calls an operation of the key-value store. */
export async function kvs (on: Stage, installation: Installation, path: string, body: unknown): Promise<Answer> {
  return call(on, installation, `${on.simulator.api.origin}/forge/storage/kvs/v1/${path}`, { method: 'POST', body })
}

/** Runs a GraphQL document. */
export async function graphql (on: Stage, installation: Installation, query: string, variables: object = {}): Promise<Answer> {
  return call(on, installation, `${on.simulator.api.origin}/graphql`, { method: 'POST', body: { query, variables } })
}

/** The part of an answer that most tests look at. */
export function plain ({ status, body }: Answer): { readonly status: number, readonly body: unknown } {
  return { status, body }
}
