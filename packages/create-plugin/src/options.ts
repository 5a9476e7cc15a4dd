import { HKS_ERR_CREATE_EVENT, HKS_ERR_CREATE_NAME, HKS_ERR_CREATE_REGISTRY } from './errors.js'
import { wrongEvent, wrongPackageName } from './names.js'

/** What is to be made. */
export interface CreateOptions {
  /** Where. It may be there already, empty but for `.git`. */
  readonly folder: string
  /** The package's name, with or without scope. */
  readonly name: string
  /** The event that the first handler takes. @defaultValue `avi:confluence:created:page` */
  readonly event?: string
  /** One line. @defaultValue one that names the event */
  readonly description?: string
  /** Who holds the copyright. @defaultValue `The authors of <name>` */
  readonly author?: string
  /** A registry of one's own to publish to. @defaultValue the one that npm is set to */
  readonly registry?: string
}

export const DEFAULT_EVENT = 'avi:confluence:created:page'

/** {@link CreateOptions} with every default filled in. */
export type ResolvedCreateOptions = Required<Omit<CreateOptions, 'registry'>> & Pick<CreateOptions, 'registry'>

/** Fills in the defaults. @throws `HKS_ERR_CREATE_NAME`, `HKS_ERR_CREATE_EVENT`, `HKS_ERR_CREATE_REGISTRY`. */
export function resolveCreateOptions (options: CreateOptions): ResolvedCreateOptions {
  const { folder, name, event = DEFAULT_EVENT, registry } = options
  const wrongName = wrongPackageName(name)
  if (wrongName !== undefined) throw new HKS_ERR_CREATE_NAME(name, wrongName)
  const wrong = wrongEvent(event)
  if (wrong !== undefined) throw new HKS_ERR_CREATE_EVENT(event, wrong)
  const wrongUrl = registry === undefined ? undefined : wrongRegistry(registry)
  if (wrongUrl !== undefined) throw new HKS_ERR_CREATE_REGISTRY(wrongUrl)
  return {
    folder,
    name,
    event,
    description: oneLine(options.description ?? '') || `A Hooksmith plugin that handles ${event}.`,
    author: oneLine(options.author ?? '') || `The authors of ${name}`,
    ...(registry === undefined ? {} : { registry })
  }
}

/** Why a registry cannot be at this URL; `undefined` when it can. */
export function wrongRegistry (text: string): string | undefined {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) return 'must be an http or https URL'
  const { username, password } = new URL(text)
  return username === '' && password === '' ? undefined : 'must not hold a user or password: they belong into your own ~/.npmrc'
}

function oneLine (text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
