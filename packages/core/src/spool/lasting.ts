import { existsSync } from 'node:fs'
import { realpath, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { HKS_ERR_SPOOL_DISK } from './errors.js'

/** Types of file systems that end with the machine or with the container (Linux, `linux/magic.h`; overlay and aufs are container layers). */
const VANISHING: ReadonlyMap<number, string> = new Map([
  [0x01021994, 'tmpfs, which is memory'],
  [0x858458f6, 'ramfs, which is memory'],
  [0x794c7630, "overlay, a container's own layer"],
  [0x61756673, "aufs, a container's own layer"]
])

/** What container runtimes leave in the root: Docker, Podman and what builds on them. */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv']

/** What is known of a place on a disk. */
export interface DiskFacts {
  /** As `statfs` gives it. */
  readonly type: number
  readonly isInContainer: boolean
  /** Whether it lies on the same device as `/`. */
  readonly isOnRoot: boolean
}

/** What is wrong with a disk that does not outlive the process or its container; `undefined` when nothing is known against it. */
export function describeVanishing ({ type, isInContainer, isOnRoot }: DiskFacts): string | undefined {
  // Node reads the type as a signed number on some systems.
  const known = VANISHING.get(type >>> 0)
  if (known !== undefined) return known
  return isInContainer && isOnRoot ? 'the root of a container, which ends with it' : undefined
}

/**
 * Refuses a directory whose disk vanishes with this process, its container or its machine: memory, a container's own layer. The directory need
 * not exist yet. What looks lasting may still vanish; Linux alone says so much.
 *
 * @throws `HKS_ERR_SPOOL_DISK`; an error of the file system when nothing of the path can be read.
 */
export async function assertLasting (directory: string): Promise<void> {
  const existing = await realpath(firstExisting(resolve(directory)))
  const [{ type }, { dev }, root] = await Promise.all([statfs(existing), stat(existing), stat('/')])
  const isInContainer = CONTAINER_MARKS.some((mark) => existsSync(mark)) || process.env.KUBERNETES_SERVICE_HOST !== undefined
  const wrong = describeVanishing({ type, isInContainer, isOnRoot: dev === root.dev })
  if (wrong !== undefined) throw new HKS_ERR_SPOOL_DISK(directory, wrong)
}

function firstExisting (path: string): string {
  return existsSync(path) || dirname(path) === path ? path : firstExisting(dirname(path))
}
