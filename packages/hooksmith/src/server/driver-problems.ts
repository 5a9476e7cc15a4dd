import { assertLasting, describeError, HKS_ERR_TOKEN_KEY_MISSING, tokenKeysFromEnvironment } from '@hooksmith/core'
import type { LoadedConfig } from './config/load.js'
import type { ConfigProblem } from './config/problem.js'
import type { ProjectModules } from './modules.js'

/** Everything that is wrong with drivers, keys and spool as far as it can be told without opening or making anything. */
export async function findDriverProblems (loaded: LoadedConfig, modules: ProjectModules): Promise<ConfigProblem[]> {
  const { queue, store, role } = loaded.config
  const found: Array<ConfigProblem | undefined> = []
  for (const [member, choice] of [['queue', queue], ['store', store]] as const) {
    if (choice.kind === 'given' || choice.driver !== 'redis' || (member === 'store' && found.some(Boolean))) continue
    found.push(redisPackageProblem(loaded, modules, member), redisAddressProblem(loaded, member, choice.options))
  }
  if (role !== 'both' && queue.kind === 'named' && queue.driver === 'memory') {
    const message = `the role '${role}' with the queue 'memory' never comes together: no other process sees its jobs`
    found.push({ code: 'queue-role', where: loaded.where(['role']), message, fix: "write queue 'lmdb' for processes of one machine, 'redis' for more" })
  }
  return [...found.filter((problem) => problem !== undefined), ...await keyProblems(loaded), ...await spoolProblems(loaded)]
}

/** What is wrong when the package of the Redis drivers cannot be found. */
export function redisPackageProblem (loaded: LoadedConfig, modules: ProjectModules, member: 'queue' | 'store'): ConfigProblem | undefined {
  const missing = ['@hooksmith/redis', 'ioredis'].filter((name) => modules.resolve(name) === undefined)
  if (missing.length === 0) return undefined
  const message = `'${member}' is redis, and ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not installed`
  return { code: 'package-missing', where: loaded.where([member]), message, fix: `run: ${modules.installLine(missing.join(' '))}` }
}

/** What is wrong when nobody says where the Redis server is. */
export function redisAddressProblem (loaded: LoadedConfig, member: 'queue' | 'store', options: Readonly<Record<string, unknown>>): ConfigProblem | undefined {
  const given = ['url', 'cluster', 'sentinel'].filter((name) => options[name] !== undefined)
  if (given.length === 1) return undefined
  const message = given.length === 0 ? `'${member}' is redis, and nobody says where the server is` : `'${member}' says where the server is more than once: ${given.join(', ')}`
  return { code: 'redis-address', where: loaded.where([member]), message, fix: given.length === 0 ? 'set REDIS_URL, for example to redis://127.0.0.1:6379' : 'keep one of them' }
}

async function keyProblems ({ config, environment, where }: LoadedConfig): Promise<ConfigProblem[]> {
  if (config.tokens === false) return []
  try {
    await tokenKeysFromEnvironment(environment)
    return []
  } catch (error) {
    const isMissing = error instanceof HKS_ERR_TOKEN_KEY_MISSING
    if (isMissing && environment.NODE_ENV !== 'production') return []
    const place = isMissing ? where(['tokens']) : { variable: (environment.HOOKSMITH_TOKEN_KEYS ?? '') === '' ? 'HOOKSMITH_TOKEN_KEYS_FILE' : 'HOOKSMITH_TOKEN_KEYS' }
    const message = isMissing ? 'in production there is no key to encrypt tokens with' : withoutCode(error)
    return [{ code: 'token-key', where: place, message, fix: 'set HOOKSMITH_TOKEN_KEYS to what `openssl rand -hex 32` prints, the same in every process' }]
  }
}

async function spoolProblems ({ config: { spool }, where }: LoadedConfig): Promise<ConfigProblem[]> {
  if (spool === undefined || spool.allowVanishing) return []
  try {
    await assertLasting(spool.directory)
    return []
  } catch (error) {
    return [{ code: 'spool-disk', where: where(['spool']), message: describeSpoolDisk(error), fix: "name a directory on a lasting disk in 'spool.directory', or write 'spool.allowVanishing: true'" }]
  }
}

/** The message alone, for a problem that has a code of its own. */
export function withoutCode (error: unknown): string {
  return describeError(error).replace(/^[A-Z][A-Z\d]*_[A-Z\d_]+: /, '')
}

/** The message of `HKS_ERR_SPOOL_DISK` without its advice, which names the options of another package. */
export function describeSpoolDisk (error: unknown): string {
  return withoutCode(error).replace(/^The/, 'the').replace(/\. Name a directory.*$/, '')
}
