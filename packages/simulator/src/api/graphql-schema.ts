import { buildSchema } from 'graphql'

/**
 * The part of Atlassian's GraphQL that remotes are told to use.
 *
 * Sources: https://developer.atlassian.com/platform/forge/remote/accessing-storage-graphql/, …/remote/calling-product-apis/,
 * npm @forge/storage 2.0.3, read 2026-08.
 */
export const SCHEMA = buildSchema(`
  scalar JSON
  scalar AppStoredCustomEntityFieldValue
  enum SortOrder { ASC DESC }

  type Entity { key: String!, value: JSON }
  type Edge { node: Entity!, cursor: String! }
  type PageInfo { hasNextPage: Boolean!, hasPreviousPage: Boolean }
  type Page { edges: [Edge!]!, pageInfo: PageInfo!, totalCount: Int }
  type CustomEntity { key: String!, entityName: String!, value: JSON }
  type CustomPage { edges: [Edge!]!, pageInfo: PageInfo!, totalCount: Int, cursor: String }
  type ErrorExtensions { errorType: String, statusCode: Int }
  type MutationError { message: String, extensions: ErrorExtensions }
  type Outcome { success: Boolean!, errors: [MutationError!] }
  type AuthToken { token: String!, ttl: Int! }
  type OfflineToken { success: Boolean!, errors: [MutationError!], authToken: AuthToken }

  input AppStoredEntityFilter { field: String!, condition: String!, value: String! }
  input SetAppStoredEntityMutationInput { key: String!, value: JSON!, encrypted: Boolean, contextAri: ID }
  input DeleteAppStoredEntityMutationInput { key: String!, encrypted: Boolean, contextAri: ID }
  input SetAppStoredCustomEntityMutationInput { entityName: String!, key: String!, value: JSON!, contextAri: ID }
  input DeleteAppStoredCustomEntityMutationInput { entityName: String!, key: String!, contextAri: ID }
  input AppStoredCustomEntityRange { condition: String!, values: [AppStoredCustomEntityFieldValue!]! }
  input AppStoredCustomEntityFilter { property: String!, condition: String!, values: [AppStoredCustomEntityFieldValue!]! }
  input AppStoredCustomEntityFilters { and: [AppStoredCustomEntityFilter!], or: [AppStoredCustomEntityFilter!] }
  input OfflineUserAuthTokenInput { contextIds: [ID!]!, userId: ID! }

  type AppStorage {
    setAppStoredEntity(input: SetAppStoredEntityMutationInput!): Outcome
    deleteAppStoredEntity(input: DeleteAppStoredEntityMutationInput!): Outcome
  }
  type AppStorageCustomEntity {
    setAppStoredCustomEntity(input: SetAppStoredCustomEntityMutationInput!): Outcome
    deleteAppStoredCustomEntity(input: DeleteAppStoredCustomEntityMutationInput!): Outcome
  }
  type Query {
    appStoredEntity(key: ID!, encrypted: Boolean): Entity
    appStoredEntities(where: [AppStoredEntityFilter!], after: String, first: Int): Page
    appStoredCustomEntity(key: ID!, entityName: String!): CustomEntity
    appStoredCustomEntities(
      entityName: String!, indexName: String!, range: AppStoredCustomEntityRange, filters: AppStoredCustomEntityFilters,
      sort: SortOrder, limit: Int, cursor: String, partition: [AppStoredCustomEntityFieldValue!]
    ): CustomPage
  }
  type Mutation {
    appStorage: AppStorage
    appStorageCustomEntity: AppStorageCustomEntity
    offlineUserAuthToken(input: OfflineUserAuthTokenInput!): OfflineToken
  }
`)
