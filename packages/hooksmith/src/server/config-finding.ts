import { checkProject } from './check-project.js'
import type { LoadedConfig } from './config/load.js'
import { formatWhere } from './config/problem.js'
import type { Finding } from './finding.js'

/** Whether a server would start with this config, its packages, and what its plugins register: an endpoint without a guard, for example, keeps it from that. */
export async function configFinding (loaded: LoadedConfig): Promise<Finding> {
  const { problems } = await checkProject(loaded)
  const [first] = problems
  if (first === undefined) return { status: 'ok', what: 'config', text: loaded.file }
  const text = `${problems.length} to mend, the first at ${formatWhere(first.where)}: ${first.message}`
  return { status: 'broken', what: 'config', text, fix: 'run hooksmith check' }
}
