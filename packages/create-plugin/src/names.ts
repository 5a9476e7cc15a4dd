/** What the names of plugin packages begin with, by convention: it is how people find them. */
export const NAME_PREFIX = 'hooksmith-plugin-'

/** Longest name of a package, its scope included (npm, "package.json", "name"). */
const MAX_NAME_LENGTH = 214
const PART = '[a-z0-9][a-z0-9._-]*'
const PACKAGE_NAME = new RegExp(`^(?:@${PART}/)?${PART}$`)

/** Longest name of a plugin: it is the first part of every handler's id. */
const MAX_PLUGIN_LENGTH = 80

/** Why a package cannot be called so; `undefined` when it can. */
export function wrongPackageName (name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > MAX_NAME_LENGTH) return `it is longer than ${MAX_NAME_LENGTH} characters`
  if (name !== name.toLowerCase()) return `write it in lower case: ${name.toLowerCase()}`
  if (!PACKAGE_NAME.test(name)) return "lower-case letters, digits, '.', '_' and '-', with or without an @scope/ before it"
  return pluginNameOf(name).length > MAX_PLUGIN_LENGTH ? `without scope and prefix it is longer than ${MAX_PLUGIN_LENGTH} characters` : undefined
}

/** What a plugin calls itself: the package's name without scope and prefix. */
export function pluginNameOf (packageName: string): string {
  const bare = packageName.replace(/^@[^/]*\//, '')
  return bare.startsWith(NAME_PREFIX) && bare.length > NAME_PREFIX.length ? bare.slice(NAME_PREFIX.length) : bare
}

/** The name that a package in a folder gets unless somebody says otherwise; empty when the folder's name gives none. */
export function packageNameFor (folderName: string): string {
  const bare = folderName.toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+|-+$/g, '')
  return bare === '' || bare.startsWith(NAME_PREFIX) ? bare : NAME_PREFIX + bare
}

/** Longest name of an event that a router takes. */
const MAX_EVENT_LENGTH = 256

/** Why a plugin cannot begin with this event; `undefined` when it can. */
export function wrongEvent (event: string): string | undefined {
  if (event.includes('*')) return 'name one event; patterns can be added in src/index.ts'
  if (event.length > MAX_EVENT_LENGTH) return `it is longer than ${MAX_EVENT_LENGTH} characters`
  return /^[\w./-]+(?::[\w./-]*)+$/.test(event) ? undefined : 'a name such as avi:confluence:created:page or schedule:nightly'
}
