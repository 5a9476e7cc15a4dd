import type { Test } from 'tap'
import { checkProject, formatWhere, loadConfig, type ConfigProblem } from '../../src/index.js'
import { makeProject, type Installed } from './project.js'
import type { Mistake } from './mistakes.js'

/** What is said of a mistake, in the order in which it is said. */
export async function problemsOf (t: Pick<Test, 'teardown'>, { code, files = {}, environment = {}, flags = {} }: Mistake): Promise<readonly ConfigProblem[]> {
  const installed: Installed[] = code === 'redis-address' || code === 'option' ? ['core', 'redis'] : ['core']
  const { directory } = await makeProject(t, files, installed)
  const overrides = Object.entries(flags).map(([name, value]) => ({ path: [name], value, where: { flag: `--${name}` } }))
  const { problems } = await checkProject(await loadConfig({ directory, environment, flags: overrides }))
  return problems.map((problem) => ({ ...problem, message: problem.message.replaceAll(directory, '…') }))
}

/** A problem on one line. */
export function lineOf ({ where, message, fix, code }: ConfigProblem): string {
  return `${formatWhere(where)}  ${message}  [${code}]  fix: ${fix}`
}
