import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Capabilities, Queue, Store } from '@hooksmith/contracts'
import { assertLasting, describeError, tokenKeysFromEnvironment } from '@hooksmith/core'
import { ATLASSIAN_KEY_SET_URL, VERIFIER_DEFAULTS } from '@hooksmith/forge'
import { configFinding } from './config-finding.js'
import type { LoadedConfig } from './config/load.js'
import { findDriverProblems } from './driver-problems.js'
import { driverName, openDrivers, withoutSecrets } from './drivers.js'
import { learnWarnings } from './learn.js'
import { ProjectModules } from './modules.js'
import type { Finding } from './finding.js'
import { receiversFinding } from './receivers-finding.js'

const OLDEST_NODE = [20, 19] as const
/** How long Atlassian's keys may take, in milliseconds. */
const FETCH_MS = 5_000
/** Free bytes below which a disk is too full to go on for long. */
const LITTLE_BYTES = 1_073_741_824

/** Looks at everything that a server needs around it, one after the other. */
export async function * examine (loaded: LoadedConfig): AsyncGenerator<Finding> {
  yield nodeFinding(process.versions.node)
  yield await configFinding(loaded)
  const modules = new ProjectModules(loaded.root)
  if (loaded.config.role !== 'worker') yield await receiversFinding(loaded, modules)
  const forge = loaded.config.receivers.get('forge')?.options
  if (forge !== undefined) yield * keyFindings(typeof forge.keySetUrl === 'string' ? forge.keySetUrl : ATLASSIAN_KEY_SET_URL, Number(forge.leewayMs ?? VERIFIER_DEFAULTS.leewayMs))
  if (loaded.config.tokens !== false) yield await tokensFinding(loaded)
  // What is wrong with a plugin does not keep anybody from asking the queue.
  if ([...loaded.problems, ...await findDriverProblems(loaded, modules)].length === 0) yield * driverFindings(loaded, modules)
  for (const directory of directoriesOf(loaded)) yield await diskFinding(directory)
}

/** @param version - As `process.versions.node` has it. */
export function nodeFinding (version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])
  return isOld ? { status: 'broken', what: 'node', text: `Node ${version} is too old`, fix: `install Node ${OLDEST_NODE.join('.')} or newer` } : ok('node', `Node ${version}`)
}

async function * keyFindings (url: string, leewayMs: number): AsyncGenerator<Finding> {
  const { host } = new URL(url)
  try {
    const before = Date.now()
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS), redirect: 'error' })
    const now = (before + Date.now()) / 2
    const keys = response.ok ? await countKeys(response) : undefined
    if (keys === undefined || keys === 0) {
      yield { status: 'broken', what: 'keys', text: `${host} answered ${response.status} without keys: no delivery can be verified`, fix: 'see whether a proxy stands between, and what receivers.forge.keySetUrl says' }
      return
    }
    yield ok('keys', `${keys} from ${host}`)
    const date = Date.parse(response.headers.get('date') ?? '')
    if (!Number.isNaN(date)) yield clockFinding(now - date, leewayMs)
  } catch (error) {
    const reason = error instanceof Error && error.cause !== undefined ? describeError(error.cause) : describeError(error)
    yield { status: 'broken', what: 'keys', text: `${host} cannot be reached: ${reason}`, fix: 'let this machine call it over https, through the proxy if there is one' }
  }
}

async function countKeys (response: Response): Promise<number | undefined> {
  const json: unknown = await response.json().catch(() => undefined)
  return typeof json === 'object' && json !== null && 'keys' in json && Array.isArray(json.keys) ? json.keys.length : undefined
}

/** The header counts whole seconds. */
function clockFinding (differenceMs: number, leewayMs: number): Finding {
  const seconds = Math.round(differenceMs / 1_000)
  if (Math.abs(differenceMs) <= leewayMs + 1_000) return ok('clock', `within ${Math.max(1, Math.abs(seconds))} s of the key set's`)
  return { status: 'broken', what: 'clock', text: `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the key set's: deliveries are refused with 503`, fix: "set this machine's clock by NTP" }
}

async function tokensFinding ({ config, environment }: LoadedConfig): Promise<Finding> {
  try {
    const keys = await tokenKeysFromEnvironment(environment)
    return ok('tokens', `${keys.length} key${keys.length === 1 ? '' : 's'} in the environment`)
  } catch (error) {
    const file = config.tokens === false ? '' : config.tokens.keyFile
    const isDevelopment = environment.NODE_ENV !== 'production' && (environment.HOOKSMITH_TOKEN_KEYS ?? '') === '' && (environment.HOOKSMITH_TOKEN_KEYS_FILE ?? '') === ''
    if (isDevelopment) return ok('tokens', `the key of development, ${file}${existsSync(file) ? '' : ', which the first start makes'}`)
    return { status: 'broken', what: 'tokens', text: describeError(error), fix: 'set HOOKSMITH_TOKEN_KEYS to what `openssl rand -hex 32` prints, the same in every process' }
  }
}

async function * driverFindings (loaded: LoadedConfig, modules: ProjectModules): AsyncGenerator<Finding> {
  const { drivers, problems } = await openDrivers(withoutSecrets(loaded), modules)
  if (drivers === undefined) {
    yield { status: 'broken', what: 'queue', text: problems[0]?.message ?? '', fix: 'run hooksmith check' }
    return
  }
  const { queue, store } = drivers
  yield * driverFinding('queue', driverName(loaded.config.queue), queue, async () => {
    const { counts } = await queue.stats()
    return Object.entries(counts).filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`).join(', ') || 'empty'
  })
  yield * driverFinding('store', driverName(loaded.config.store), store, async () => { await store.get('hooksmith:doctor'); return 'answers' })
  await drivers.close()
}

async function * driverFinding (what: 'queue' | 'store', name: string, driver: (Queue | Store) & Capabilities, ask: () => Promise<string>): AsyncGenerator<Finding> {
  try {
    const answer = await ask()
    const warnings = await learnWarnings(driver)
    yield ok(what, `${name}, ${answer}; survives ${driver.durable === 'no' ? 'nothing' : `a ${driver.durable}`}`)
    for (const warning of warnings) yield { status: 'warning', what, text: warning }
  } catch (error) {
    yield { status: 'broken', what, text: `${name} does not answer: ${describeError(error)}`, fix: name === 'redis' ? 'see whether the server runs and this machine may call it; REDIS_URL says where it is' : 'see whether the directory can be written' }
  }
}

function directoriesOf ({ config: { queue, store, spool } }: LoadedConfig): string[] {
  const paths = [queue, store].flatMap((choice) => choice.kind === 'named' && typeof choice.options.path === 'string' ? [choice.options.path] : [])
  return [...new Set([...paths, ...spool === undefined ? [] : [spool.directory]])]
}

async function diskFinding (directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(firstExisting(directory))
  const free = bavail * bsize
  const text = `${(free / 2 ** 30).toFixed(1)} GiB free for ${directory}`
  const vanishing = await assertLasting(directory).then(() => undefined, (error: unknown) => (/it lies on (.*?)\. Name/.exec(describeError(error)) ?? [])[1])
  if (vanishing !== undefined) return { status: 'warning', what: 'disk', text: `${directory} lies on ${vanishing}: what is in it is lost with that`, fix: "put 'data' on a disk that outlives this process" }
  return free < LITTLE_BYTES ? { status: 'warning', what: 'disk', text: `only ${text}`, fix: 'make room: on a full disk deliveries are refused with 503' } : ok('disk', text)
}

function firstExisting (path: string): string {
  return existsSync(path) || dirname(path) === path ? path : firstExisting(dirname(path))
}

function ok (what: Finding['what'], text: string): Finding {
  return { status: 'ok', what, text }
}
