import type { Store } from '@hooksmith/contracts'
import { readRecord } from '../store-record.js'
import { placeKey, type Installation, type InstallationState } from './record.js'

/** Which installations {@link Installations.list} gives. */
export interface ListInstallations {
  /** @defaultValue of every state */
  readonly state?: InstallationState
  /** Site, or Bitbucket workspace. @defaultValue of every site */
  readonly cloudId?: string
  /** `next` of the page before. */
  readonly after?: string
  /** 1 to 1,000. @defaultValue 100 */
  readonly limit?: number
}

/** Part of the registry. */
export interface InstallationPage {
  readonly installations: readonly Installation[]
  /** Present exactly when there may be more: the `after` of the next call. */
  readonly next?: string
}

/** The prefixes under which records, and tenants by their sites, lie. */
interface Prefixes { readonly records: string, readonly places: string }

const DEFAULT_LIMIT = 100

/** A page of installations in order of their tenants. Rejects as the Store does. */
export async function findPage (store: Store, prefixes: Prefixes, options: ListInstallations): Promise<InstallationPage> {
  const { state, cloudId, limit = DEFAULT_LIMIT } = options
  const prefix = cloudId === undefined ? prefixes.records : `${prefixes.places}${placeKey(cloudId)}/`
  const installations: Installation[] = []
  let after = options.after === undefined ? undefined : prefix + options.after
  for (;;) {
    const page = await store.list(prefix, { limit, ...after === undefined ? {} : { after } })
    for (const { key, value } of page.records) {
      const tenant = key.slice(prefix.length)
      // Of a site only tenants are listed; records hold what Installations wrote.
      const installation = cloudId === undefined
        ? JSON.parse(Buffer.from(value).toString()) as Installation
        : (await readRecord<Installation>(store, prefixes.records + tenant))?.value
      if (installation !== undefined && (state === undefined || installation.state === state)) installations.push(installation)
      if (installations.length === limit) return { installations, next: tenant }
    }
    if (page.next === undefined) return { installations }
    after = page.next
  }
}
