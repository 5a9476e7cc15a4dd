import type { InstallationReason, InstallationState } from '@hooksmith/forge'

/** Where an installation stands, as Forge's registry has it: one that is gone has no row. */
export type InstallationStatus = Exclude<InstallationState, 'gone'>

/** Which installation a row is about; the parts of {@link InstallationKey.tenant} stand beside it for those who query by them. */
export interface InstallationKey {
  /** Whose events they are; the primary key. */
  readonly tenant: string
  /** Bare UUIDs. */
  readonly installationId: string
  readonly appId: string
  readonly environmentId: string
}

/** What an event says about an installation. A member that is absent keeps the value that it has. */
export interface InstallationChange extends InstallationKey {
  readonly status: InstallationStatus
  /** The event that said so. Writing it with the row makes a repeated call a change of nothing. */
  readonly eventId: string
  readonly eventType: string
  /** When it happened, RFC 3339; absent where the event does not say. */
  readonly happenedAt?: string
  readonly environmentType?: string
  readonly apiBaseUrl?: string
  readonly cloudId?: string
  readonly workspaceId?: string
  readonly appVersion?: string
  /** Tenant of the installation whose place it took: the app was installed again on its site. That one's row is taken away by a call of its own. */
  readonly replaces?: string
}

/** That an installation is gone, and why. */
export interface InstallationRemoval extends InstallationKey {
  readonly reason: InstallationReason
}

/**
 * A table of a team's own: any database will do.
 *
 * Calls about one installation come one at a time, in the order in which their events were stored; calls about different ones come side by side. A
 * call that rejects is repeated later, before any other about the same installation, and so may be one whose process died: both methods must be
 * fine with being called twice.
 */
export interface InstallationTable {
  /** Makes the row of {@link InstallationKey.tenant}, or changes it. */
  upsert (change: InstallationChange): Promise<void> | void
  /** Takes the row away; there may be none. */
  remove (removal: InstallationRemoval): Promise<void> | void
}
