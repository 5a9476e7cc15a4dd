/** A product whose events Forge delivers; `forge` is the platform itself (lifecycle, data security, app events). */
export type ForgeProduct =
  'confluence' | 'jira' | 'jira-software' | 'jira-service-management' | 'bitbucket' | 'compass' | 'forge'

/** Scopes that let an app receive an event. An empty list: this alternative does not exist. Both empty: no scope needed. */
export interface ForgeEventScopes {
  /** All of these … */
  readonly classic: readonly string[]
  /** … or all of these. */
  readonly granular: readonly string[]
}

/** What is known about one event besides the shape of its body. */
export interface ForgeEventFacts {
  /** The official name, `avi:confluence:created:page`; a name with placeholders where {@link isPattern} is true. */
  readonly name: string
  readonly product: ForgeProduct
  readonly kind: 'product' | 'lifecycle' | 'data-security' | 'app-event'
  /** The entity as the documentation names it. Read it here, never by splitting the name: names have no fixed form. */
  readonly entity: string
  readonly action: string
  /** True for the one entry that stands for many names: `avi:cloud:ecosystem::event/{app-id}/{module-key}`. */
  readonly isPattern: boolean
  /** The member of the body that repeats the name. Lifecycle bodies may lack it. */
  readonly discriminator: 'eventType' | 'type'
  /** How well the body is known: described publicly; shown as an example; or assumed from sibling events. */
  readonly evidence: 'documented' | 'example only' | 'inferred'
  /** Whether the Forge command line checks the scopes: true for names in the scope map of npm @forge/manifest 13.7.0. */
  readonly isScopeChecked: boolean
  /** Absent where no public source says which scopes are needed. */
  readonly scopes?: ForgeEventScopes
}
