import { HKS_ERR_ROUTER_SETUP } from './errors.js'

/** All mistakes in one error; each is in its `errors`. */
export function setupError (problems: readonly Error[]): Error {
  const list = problems.map(({ message }) => `- ${message}`).join('\n')
  return Object.assign(new HKS_ERR_ROUTER_SETUP(problems.length, list), { errors: problems })
}
