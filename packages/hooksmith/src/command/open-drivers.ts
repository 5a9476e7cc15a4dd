import { HKS_ERR_COMMAND_FAILED } from '../errors.js'
import { configError } from '../server/build-server.js'
import { findDriverProblems } from '../server/driver-problems.js'
import { openDrivers, withoutSecrets, type Drivers } from '../server/drivers.js'
import { ProjectModules } from '../server/modules.js'
import type { LoadedConfig } from '../server/config/load.js'

/**
 * Opens the drivers of a config beside whatever server runs on them, for as long as `work` takes.
 *
 * @throws `HKS_ERR_CONFIG_INVALID`; `HKS_ERR_COMMAND_FAILED` when they are in the memory of a process.
 */
export async function withDrivers<T> (whole: LoadedConfig, work: (drivers: Drivers) => Promise<T>): Promise<T> {
  const loaded = withoutSecrets(whole)
  const modules = new ProjectModules(loaded.root)
  const problems = [...loaded.problems, ...await findDriverProblems(loaded, modules)]
  if (problems.length > 0) throw configError(problems)
  const { queue } = loaded.config
  if (queue.kind === 'named' && queue.driver === 'memory') {
    throw new HKS_ERR_COMMAND_FAILED("The queue is 'memory': it lives in the server's process, and no other command can look into it. With 'lmdb' or 'redis' this one can")
  }
  const opened = await openDrivers(loaded, modules)
  if (opened.drivers === undefined) throw configError(opened.problems)
  try {
    return await work(opened.drivers)
  } finally {
    await opened.drivers.close()
  }
}
