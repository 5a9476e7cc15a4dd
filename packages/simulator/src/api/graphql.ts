import type { JsonValue } from '@hooksmith/contracts'
import { buildSchema, graphql as execute } from 'graphql'
import type { ApiAnswer } from './documents.js'
import type { KeyValues, StoreName } from './key-values.js'
import { keyProblem, valueProblem } from './kvs-limits.js'

/** Where GraphQL is, below the API's origin. */
export const GRAPHQL_PATH = '/graphql'

/**
 * The part of Atlassian's GraphQL that remotes are told to use.
 *
 * Sources: https://developer.atlassian.com/platform/forge/remote/accessing-storage-graphql/, …/remote/calling-product-apis/,
 * npm @forge/storage 2.0.3, read 2026-08.
 */
const SCHEMA = buildSchema(`
  scalar JSON
  type Entity { key: String!, value: JSON }
  type Edge { node: Entity!, cursor: String! }
  type PageInfo { hasNextPage: Boolean! }
  type Page { edges: [Edge!]!, pageInfo: PageInfo!, totalCount: Int }
  type ErrorExtensions { errorType: String, statusCode: Int }
  type MutationError { message: String, extensions: ErrorExtensions }
  type Outcome { success: Boolean!, errors: [MutationError!] }
  type AuthToken { token: String!, ttl: Int! }
  type OfflineToken { success: Boolean!, errors: [MutationError!], authToken: AuthToken }
  input AppStoredEntityFilter { field: String!, condition: String!, value: String! }
  input SetAppStoredEntityMutationInput { key: String!, value: JSON!, encrypted: Boolean, contextAri: ID }
  input DeleteAppStoredEntityMutationInput { key: String!, encrypted: Boolean, contextAri: ID }
  input OfflineUserAuthTokenInput { contextIds: [ID!]!, userId: ID! }
  type AppStorage {
    setAppStoredEntity(input: SetAppStoredEntityMutationInput!): Outcome
    deleteAppStoredEntity(input: DeleteAppStoredEntityMutationInput!): Outcome
  }
  type Query {
    appStoredEntity(key: ID!, encrypted: Boolean): Entity
    appStoredEntities(where: [AppStoredEntityFilter!], after: String, first: Int): Page
  }
  type Mutation {
    appStorage: AppStorage
    offlineUserAuthToken(input: OfflineUserAuthTokenInput!): OfflineToken
  }
`)

const MAX_PAGE = 20

/** What GraphQL needs. */
export interface GraphqlParts {
  readonly values: KeyValues
  /** Whether the app may act for users, and `context` is one of the installation's. */
  readonly mayImpersonate: (installationId: string, contextIds: readonly string[]) => boolean
  /** Seconds that a user token lives. */
  readonly userTokenTtl: number
  /** Hands out a user token that the products' stubs take. */
  readonly issueUserToken: (installationId: string, userId: string) => string
}

interface SetInput { readonly key: string, readonly value: JsonValue, readonly encrypted?: boolean }
interface PageInput {
  readonly where?: ReadonlyArray<{ readonly condition: string, readonly value: string }>
  readonly after?: string
  readonly first?: number
}

/** Answers a GraphQL request: HTTP 200 also for errors, as Atlassian does. */
export class Graphql {
  readonly #parts: GraphqlParts

  constructor (parts: GraphqlParts) {
    this.#parts = parts
  }

  async answer (installationId: string, body: unknown): Promise<ApiAnswer> {
    const { query, variables } = (typeof body === 'object' && body !== null ? body : {}) as { query?: unknown, variables?: unknown }
    if (typeof query !== 'string') return { status: 400, body: { errors: [{ message: 'There is no query.' }] } }
    const variableValues = typeof variables === 'object' && variables !== null ? { ...variables } : {}
    const result = await execute({ schema: SCHEMA, source: query, variableValues, rootValue: this.#root(installationId) })
    return { status: 200, body: JSON.parse(JSON.stringify(result)) }
  }

  #root (installationId: string): object {
    const { values } = this.#parts
    return {
      appStoredEntity: ({ key, encrypted }: { key: string, encrypted?: boolean }) => (
        { key, value: values.get(installationId, storeOf(encrypted), key)?.value ?? null }),
      appStoredEntities: (input: PageInput) => this.#page(installationId, input),
      appStorage: {
        setAppStoredEntity: ({ input }: { input: SetInput }) => this.#set(installationId, input),
        deleteAppStoredEntity: ({ input }: { input: { key: string, encrypted?: boolean } }) => {
          values.delete(installationId, storeOf(input.encrypted), input.key)
          return { success: true, errors: null }
        }
      },
      offlineUserAuthToken: ({ input }: { input: { contextIds: string[], userId: string } }) => this.#userToken(installationId, input)
    }
  }

  #set (installationId: string, { key, value, encrypted }: SetInput): object {
    const problem = keyProblem(key) ?? valueProblem(value)
    if (problem === undefined) this.#parts.values.set(installationId, storeOf(encrypted), key, value)
    const { code, message } = (problem?.body ?? {}) as { code?: string, message?: string }
    return problem === undefined ? { success: true, errors: null } : failed(message ?? '', code ?? '', problem.status)
  }

  #page (installationId: string, { where, after, first = 10 }: PageInput): object {
    const prefix = where?.find(({ condition }) => condition === 'STARTS_WITH')?.value ?? ''
    const all = this.#parts.values.list(installationId, 'plain', prefix).filter(({ key }) => after === undefined || key > after)
    const page = all.slice(0, Math.min(first, MAX_PAGE))
    return {
      edges: page.map(({ key, value }) => ({ node: { key, value }, cursor: key })),
      pageInfo: { hasNextPage: all.length > page.length },
      totalCount: all.length
    }
  }

  #userToken (installationId: string, { contextIds, userId }: { contextIds: readonly string[], userId: string }): object {
    const { mayImpersonate, issueUserToken, userTokenTtl } = this.#parts
    if (!mayImpersonate(installationId, contextIds)) return { ...failed('The app may not act for this user here.', 'FORBIDDEN', 403), authToken: null }
    return { success: true, errors: null, authToken: { token: issueUserToken(installationId, userId), ttl: userTokenTtl } }
  }
}

function storeOf (encrypted: boolean | undefined): StoreName {
  return encrypted === true ? 'secret' : 'plain'
}

function failed (message: string, errorType: string, statusCode: number): object {
  return { success: false, errors: [{ message, extensions: { errorType, statusCode } }] }
}
