/** The name of the BullMQ queue inside a prefix. */
export const BULL_QUEUE = 'jobs'

/**
 * Characters that would end the hash tag or start another key. Everything else in a name is data.
 */
const ESCAPED = /[%:{}]/g

function escape (text: string): string {
  return text.replace(ESCAPED, (char) => `%${char.charCodeAt(0).toString(16)}`)
}

/**
 * The prefix of every key of one queue. The part in braces is what Redis Cluster hashes
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/, "Hash tags"), so all of them lie in one slot.
 */
export function bullPrefix (name: string): string {
  return `{hks:${escape(name)}:p0}`
}

/** What the scripts put before each of their keys: `{hks:<name>:p0}:jobs:`. */
export function keyBase (name: string): string {
  return `${bullPrefix(name)}:${BULL_QUEUE}:`
}

/** The sorted sets that wake idle workers: BullMQ's for any of them, and one of this worker's own. */
export function markerKeys (name: string, worker: string): readonly [any: string, own: string] {
  return [`${keyBase(name)}marker`, `${keyBase(name)}marker:${worker}`]
}

/** What the scripts of a store put before each of their keys: `{hks:<name>:p0}:store:`. */
export function storeBase (name: string): string {
  return `${bullPrefix(name)}:store:`
}

/**
 * The id under which BullMQ knows a job. One to one. BullMQ refuses colons and whole numbers in ids, and its own keys stand
 * beside the jobs' (`wait`, `meta` ...): none of them has a slash or a percent sign.
 */
export function bullId (jobId: string): string {
  const escaped = escape(jobId)
  return escaped.includes('/') ? escaped : `%.${escaped}`
}

/** The other way round. */
export function jobIdOfBull (id: string): string {
  const escaped = id.startsWith('%.') ? id.slice(2) : id
  return escaped.replace(/%([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Names the row of jobs of one handler, tenant and key. One to one, whatever the three contain. */
export function laneOf (handler: string, tenant: string, key: string | undefined): string {
  return key === undefined ? '' : `${handler.length}.${tenant.length}.${handler}${tenant}${key}`
}
