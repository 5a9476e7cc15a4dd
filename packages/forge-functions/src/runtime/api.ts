import type { ForgeCalls, ForgeRequester, ForgeRequestInit, ForgeResponse } from '@hooksmith/forge'
import { insteadOfMethod, insteadOfName } from '../build/forge-modules.js'
import { HKS_ERR_FORGE_FUNCTIONS_MEMBER, HKS_ERR_FORGE_FUNCTIONS_USER } from '../errors.js'
import { closedObject } from './closed-object.js'
import { assumeTrustedRoute, requirePath, route } from './route.js'
import type { Run, Runs } from './run.js'

type Variables = Readonly<Record<string, unknown>>

type Request = (path: unknown, init?: Readonly<Record<string, unknown>>) => Promise<ForgeResponse>

/** What `asApp()` and `asUser()` give to a function. */
interface FunctionRequester {
  readonly requestConfluence: Request
  readonly requestJira: Request
  readonly requestBitbucket: Request
  readonly requestGraph: (query: string, variables?: Variables, headers?: Readonly<Record<string, string>>) => Promise<ForgeResponse>
}

/** What the function sees of `@forge/api`. */
export interface FunctionApi extends Omit<FunctionRequester, 'requestGraph'> {
  readonly asApp: () => FunctionRequester
  readonly asUser: (accountId?: string) => FunctionRequester
  readonly route: typeof route
  readonly assumeTrustedRoute: typeof assumeTrustedRoute
}

/**
 * `@forge/api`, as far as it is here. Calls are made for the installation whose event the running function has; every answer is given back as it came,
 * whatever its status, since a function of Forge looks at it by itself.
 */
export function makeApi (runs: Runs): Readonly<Record<string, unknown>> {
  const asApp = (): FunctionRequester => requester(runs, (calls) => calls.asApp())
  const asUser = (accountId?: string): FunctionRequester => requester(runs, (calls) => {
    if (accountId === undefined) throw new HKS_ERR_FORGE_FUNCTIONS_USER()
    return calls.asUser(accountId)
  })
  const { requestConfluence, requestJira, requestBitbucket } = asUser()
  const members: FunctionApi = { asApp, asUser, requestConfluence, requestJira, requestBitbucket, route, assumeTrustedRoute }
  const refuse = (name: string): Error => new HKS_ERR_FORGE_FUNCTIONS_MEMBER(name, "'@forge/api'", insteadOfName('@forge/api', name))
  return closedObject({ __esModule: true, ...members, default: closedObject({ ...members }, refuse) }, refuse)
}

function requester (runs: Runs, choose: (calls: ForgeCalls) => ForgeRequester): FunctionRequester {
  const call = async (make: (chosen: ForgeRequester) => Promise<ForgeResponse>): Promise<ForgeResponse> => {
    return await noting(runs.current, async (run) => await make(choose(run.calls)))
  }
  const request = (method: 'requestConfluence' | 'requestJira' | 'requestBitbucket'): Request => async (path, init) => {
    const text = requirePath(path)
    return await call(async (chosen) => await chosen[method](text, initOf(init)))
  }
  const members: FunctionRequester = {
    requestConfluence: request('requestConfluence'),
    requestJira: request('requestJira'),
    requestBitbucket: request('requestBitbucket'),
    requestGraph: async (query, variables, headers = {}) => {
      return await call(async (chosen) => await chosen.requestGraph(query, variables, { headers, raw: true }))
    }
  }
  return closedObject(members, (name) => new HKS_ERR_FORGE_FUNCTIONS_MEMBER(name, 'asApp() or asUser()', insteadOfMethod(name)))
}

async function noting (run: Run, work: (run: Run) => Promise<ForgeResponse>): Promise<ForgeResponse> {
  try {
    return await work(run)
  } catch (error) {
    run.note(error)
    throw error
  }
}

/** Of what fetch can be told, that which leaves host and authorization alone. */
function initOf ({ method, headers, body, signal, redirect }: Readonly<Record<string, unknown>> = {}): ForgeRequestInit {
  const given = Object.entries({ method, headers, body, signal }).filter(([, value]) => value !== undefined)
  // Members of fetch's own options, from code that was written for fetch; undici refuses values that are none.
  return { ...Object.fromEntries(given) as ForgeRequestInit, ...redirect === 'manual' ? { redirect } : {}, raw: true }
}
