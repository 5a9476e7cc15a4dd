import type { JsonValue } from '@hooksmith/contracts'
import { graphql as execute, GraphQLError } from 'graphql'
import type { JsonObject } from '../options.js'
import type { SwitchBoard } from '../switches.js'
import type { ApiAnswer } from './documents.js'
import type { Page } from './entity-query.js'
import { SCHEMA } from './graphql-schema.js'
import { objectOf } from './json.js'
import type { StoreName } from './key-values.js'
import { refusal } from './kvs-limits.js'
import type { Outcome, Storage } from './storage.js'
import type { UserTokenRequest, UserTokens } from './user-tokens.js'

/** Where GraphQL is, below the API's origin. */
export const GRAPHQL_PATH = '/graphql'

/** Pages of untyped values are no longer than this (…/forge/remote/accessing-storage-graphql/, read 2026-08). */
const MAX_PAGE = 20
const DEFAULT_PAGE = 10

const NO_SCOPE: ApiAnswer = refusal('FORBIDDEN', 'The app lacks the scope storage:app.', 403)

interface KeyInput { readonly key: string, readonly encrypted?: boolean, readonly entityName?: string }
interface SetInput extends KeyInput { readonly value: JsonValue }
interface PageInput {
  readonly where?: ReadonlyArray<{ readonly field: string, readonly condition: string, readonly value: string }>
  readonly after?: string
  readonly first?: number
}

/** A failure as GraphQL shows it. */
interface Described { readonly message: string, readonly extensions: { readonly errorType: string, readonly statusCode: number } }

/** What one request came to besides its result. */
interface Asked { readonly installationId: string, isLimited: boolean }

/**
 * Answers GraphQL requests: HTTP 200 also for errors, as Atlassian does. A mutation that fails has `success: false` and `errors`, a query
 * that fails has GraphQL errors; both name the code as `errorType`.
 */
export class Graphql {
  readonly #storage: Storage
  readonly #userTokens: UserTokens
  readonly #switches: SwitchBoard

  constructor (storage: Storage, userTokens: UserTokens, switches: SwitchBoard) {
    this.#storage = storage
    this.#userTokens = userTokens
    this.#switches = switches
  }

  async answer (installationId: string, body: unknown): Promise<ApiAnswer> {
    const { query, variables } = objectOf(body)
    if (typeof query !== 'string') return { status: 400, body: { errors: [{ message: 'There is no query.' }] } }
    const asked: Asked = { installationId, isLimited: false }
    const variableValues = { ...objectOf(variables) }
    const result = await execute({ schema: SCHEMA, source: query, variableValues, rootValue: this.#root(asked) })
    const status = asked.isLimited && this.#switches.current.graphqlLimit === 'status' ? 429 : 200
    return { status, body: JSON.parse(JSON.stringify(result)) }
  }

  #root (asked: Asked): object {
    return {
      appStoredEntity: (input: KeyInput) => this.#read(asked, input),
      appStoredEntities: (input: PageInput) => this.#list(asked, input),
      appStoredCustomEntity: (input: KeyInput) => this.#read(asked, input),
      appStoredCustomEntities: (input: JsonObject) => this.#page(asked, () => this.#storage.query(asked.installationId, input)),
      appStorage: this.#mutations(asked, 'AppStoredEntity'),
      appStorageCustomEntity: this.#mutations(asked, 'AppStoredCustomEntity'),
      offlineUserAuthToken: ({ input }: { input: UserTokenRequest }) => this.#userToken(asked, input)
    }
  }

  #mutations (asked: Asked, type: string): object {
    const { installationId } = asked
    return {
      [`set${type}`]: ({ input }: { input: SetInput }) => this.#outcome(asked, () => (
        this.#storage.set({ installationId, store: storeOf(input), key: input.key }, input.value).problem)),
      [`delete${type}`]: ({ input }: { input: KeyInput }) => this.#outcome(asked, () => (
        this.#storage.delete({ installationId, store: storeOf(input), key: input.key })))
    }
  }

  #read (asked: Asked, input: KeyInput): unknown {
    const { key, entityName } = input
    const refused = this.#refuse(asked)
    if (refused !== undefined) return this.#error(asked, refused)
    const { problem, result } = this.#storage.get({ installationId: asked.installationId, store: storeOf(input), key })
    const isMissing = problem !== undefined && codeOf(problem) === codeOf(this.#storage.missing())
    if (problem !== undefined && !(isMissing && this.#switches.current.missingKeyGraphql === 'null value')) return this.#error(asked, problem)
    return { key, value: result?.value ?? null, ...(entityName === undefined ? {} : { entityName }) }
  }

  #list (asked: Asked, { where = [], after, first }: PageInput): unknown {
    const limit = first ?? DEFAULT_PAGE
    if (limit < 1 || limit > MAX_PAGE) return this.#error(asked, refusal('LIST_QUERY_LIMIT_EXCEEDED', `The limit is not within 1 and ${MAX_PAGE}.`))
    const [only, ...others] = where ?? []
    if (others.length > 0) return this.#error(asked, refusal('QUERY_WHERE_INVALID', 'There must be one condition.'))
    if (only !== undefined && only.field !== 'key') return this.#error(asked, refusal('QUERY_WHERE_FIELD_INVALID', "Only the field 'key' can be asked for."))
    if (only !== undefined && only.condition !== 'STARTS_WITH') return this.#error(asked, refusal('INVALID_FILTER_CONDITION', 'Only STARTS_WITH is supported here.'))
    return this.#page(asked, () => this.#storage.list(asked.installationId, only?.value ?? '', { after, limit }))
  }

  #page (asked: Asked, find: () => Outcome<Page>): unknown {
    const refused = this.#refuse(asked)
    const { problem, result } = refused === undefined ? find() : { problem: refused }
    if (problem !== undefined) return this.#error(asked, problem)
    return {
      edges: result.items.map(({ key, value }, at) => ({ node: { key, value }, cursor: result.cursors[at] })),
      pageInfo: { hasNextPage: result.hasMore, hasPreviousPage: result.total > result.items.length && !result.hasMore },
      totalCount: result.total,
      cursor: result.hasMore ? result.cursors.at(-1) ?? null : null
    }
  }

  #userToken (asked: Asked, request: UserTokenRequest): object {
    const { problem, token } = this.#userTokens.exchange(asked.installationId, request)
    return problem === undefined ? { success: true, errors: null, authToken: token } : { ...this.#failed(asked, problem), authToken: null }
  }

  #outcome (asked: Asked, run: () => ApiAnswer | undefined): object {
    const problem = this.#refuse(asked) ?? run()
    return problem === undefined ? { success: true, errors: null } : this.#failed(asked, problem)
  }

  #refuse ({ installationId }: Asked): ApiAnswer | undefined {
    return this.#storage.isPermitted(installationId) ? this.#storage.refuseBusy(installationId) : NO_SCOPE
  }

  /** A resolver that gives back an error has thrown it. */
  #error (asked: Asked, problem: ApiAnswer): GraphQLError {
    const { message, extensions } = this.#described(asked, problem)
    return new GraphQLError(message, { extensions })
  }

  #failed (asked: Asked, problem: ApiAnswer): object {
    return { success: false, errors: [this.#described(asked, problem)] }
  }

  #described (asked: Asked, problem: ApiAnswer): Described {
    if (problem.status === 429) asked.isLimited = true
    return { message: String(objectOf(problem.body)['message']), extensions: { errorType: codeOf(problem), statusCode: problem.status } }
  }
}

function codeOf ({ body }: ApiAnswer): string {
  return String(objectOf(body)['code'])
}

function storeOf ({ encrypted, entityName }: KeyInput): StoreName {
  if (entityName !== undefined) return `entity/${entityName}`
  return encrypted === true ? 'secret' : 'plain'
}
