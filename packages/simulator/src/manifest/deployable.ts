import { checkManifest, formatProblems } from '@hooksmith/forge/manifest'
import { HKS_ERR_SIMULATOR_MANIFEST } from '../errors.js'

/**
 * Refuses a manifest that could not be deployed, as far as a remote is concerned.
 *
 * @param file - For the message.
 * @returns Its warnings, one a line.
 * @throws `HKS_ERR_SIMULATOR_MANIFEST` with every mistake, its line and what to write instead.
 */
export function requireDeployable (text: string, file: string): readonly string[] {
  const problems = checkManifest(text)
  const isGood = problems.every(({ severity }) => severity !== 'error')
  if (!isGood) throw new HKS_ERR_SIMULATOR_MANIFEST(`it could not be deployed\n${formatProblems(file, problems)}`)
  return problems.map(({ line, column, message }) => `${file}:${line}:${column}  ${message}`)
}
