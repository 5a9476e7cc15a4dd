import type { ForgeCaller } from '../verifier/caller.js'
import { factsOf, isSameLicense, saysTheSame, type Installation, type InstallationReason } from './record.js'

/**
 * A gone installation's deliveries may still be under way: up to 3 minutes late, and again for 4 minutes (…/modules/trigger/, …/sending-product-events/, read
 * 2026-08). Later ones prove that it is there.
 */
const STRAGGLERS_MS = 900_000

/** What came with a delivery. */
export interface Sighting {
  readonly caller: ForgeCaller
  /** The event's type; `undefined` where the delivery had none. */
  readonly type: string | undefined
  /** Epoch milliseconds. */
  readonly at: number
}

/** Whether a delivery says something that a token alone does not. */
export function isLifecycle (type: string | undefined): boolean {
  return type !== undefined && (type === INSTALLED || type === UPGRADED || isFarewell(type))
}

const INSTALLED = 'avi:forge:installed:app'
const UPGRADED = 'avi:forge:upgraded:app'

/** Forge announces an uninstall by a module of its own; an event `uninstalled` is not documented, and would mean the same. */
function isFarewell (type: string): boolean {
  return type.startsWith('forge:preUninstall:') || type === 'avi:forge:uninstalled:app'
}

/** An installation after a delivery; `old` itself where it says nothing new. */
export function seen (old: Installation | undefined, sighting: Sighting): Installation {
  const { caller, type, at } = sighting
  const known = old !== undefined && saysTheSame(old, caller) ? old : withFacts(old, caller, at)
  const marked = type === INSTALLED && known.installedAt === undefined
    ? { ...known, installedAt: at }
    : type === UPGRADED ? { ...known, upgradedAt: at } : known
  if (type !== undefined && isFarewell(type)) return gone(marked, 'uninstalled', at)
  return isThere(marked, sighting) ? active(marked, at) : marked
}

function withFacts (old: Installation | undefined, caller: ForgeCaller, at: number): Installation {
  const { state = 'active', stateSinceAt = at, firstSeenAt = at, reason, installedAt, upgradedAt, licenseSinceAt, replaces, replacedBy } = old ?? {}
  const license = caller.license ?? old?.license
  const isNewLicense = license !== undefined && !isSameLicense(old?.license, license)
  return defined({
    ...factsOf(caller),
    license,
    licenseSinceAt: isNewLicense ? at : licenseSinceAt,
    state,
    stateSinceAt,
    firstSeenAt,
    reason,
    installedAt,
    upgradedAt,
    replaces,
    replacedBy
  })
}

function isThere ({ state, reason, stateSinceAt }: Installation, { at }: Sighting): boolean {
  if (state !== 'gone') return true
  return reason === 'silent' || reason === 'refused' || at - stateSinceAt > STRAGGLERS_MS
}

function active (installation: Installation, at: number): Installation {
  if (installation.state === 'active') return installation
  const { reason: _, ...rest } = installation
  return { ...rest, state: 'active', stateSinceAt: at }
}

export function suspect (installation: Installation, reason: InstallationReason, at: number): Installation {
  return installation.state === 'active' ? { ...installation, state: 'suspect', reason, stateSinceAt: at } : installation
}

/** An installation whose place another one has taken. */
export function replaced (installation: Installation, by: string, at: number): Installation {
  return { ...gone(installation, 'replaced', at), replacedBy: by }
}

export function gone (installation: Installation, reason: InstallationReason, at: number): Installation {
  return installation.state === 'gone' ? installation : { ...installation, state: 'gone', reason, stateSinceAt: at }
}

/** Without the members that are `undefined`: absent and undefined are two things in the types. */
function defined<T extends object> (value: T): Defined<T> {
  // What is left has no undefined member, which is what the type says.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>
}

type Defined<T> = { [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] } &
  { [Name in keyof T as undefined extends T[Name] ? Name : never]?: Exclude<T[Name], undefined> }
