import type { CallResult, UiCall } from '@hooksmith/simulator'
import type { Stage } from '../stage.js'
import { inWords, must, type Group } from './row.js'

type Resolved = Extract<CallResult, { readonly state: 'resolved' }>

/** What src/plugins/who-called.ts answers. */
interface Seen {
  readonly app: { readonly id: string }
  readonly installation: string
  readonly environment: string
  readonly module: { readonly key: string }
  readonly user: string
  readonly license: { readonly active?: boolean } | null
}

const short = (id: string): string => `${id.slice(0, 8)}…`

/** Ann looks at the macro, and it calls the backend through Forge. */
export async function fromMacro (stage: Stage, call: Pick<UiCall, 'path' | 'method' | 'body' | 'token'>): Promise<CallResult> {
  const { simulator, installation, ann, pageId } = stage
  const extension = { type: 'macro', content: { id: pageId }, space: { id: '65538', key: 'DOC' } }
  return await simulator.calls.invokeRemote(installation, { method: 'GET', ...call, moduleKey: 'page-panel', accountId: ann.accountId, extension })
}

function resolved (result: CallResult): Resolved {
  must(result.state === 'resolved', result.state === 'rejected' ? result.message : '')
  return result
}

/** The calls to Atlassian that one call to the server led to, in words. */
async function wayOf (stage: Stage, run: () => Promise<CallResult>, status = 200): Promise<string> {
  let result: CallResult | undefined
  const calls = await stage.callsOf(async () => { result = await run() })
  must(result?.state === 'resolved' && result.status === status, `it was ${result?.state === 'resolved' ? `answered ${result.status}` : `rejected: ${result?.message}`}`)
  must(calls.length > 0, 'nothing was asked of Atlassian')
  return inWords(calls, stage)
}

export const TOKEN: Group = {
  feature: 'Invocation token',
  rows: [
    {
      word: 'who',
      what: 'key data of a verified one',
      async show (stage) {
        const { body } = resolved(await fromMacro(stage, { path: '/who-called' }))
        const { app, installation, environment, module, user, license } = body as Seen
        must(user === stage.ann.accountId, `the user is ${user}`)
        return `app ${short(app.id)}, installation ${short(installation)}, ${environment}, macro ${module.key}, user ${short(user)}, license ${license?.active === true ? 'active' : 'none'}`
      }
    },
    {
      word: 'forged',
      what: 'forged ones',
      async show (stage) {
        const forgeries = [{ alg: 'none' }, { aud: 'ari:cloud:ecosystem::app/another' }, { tamper: 'payload' }] as const
        for (const token of forgeries) {
          const result = await fromMacro(stage, { path: '/who-called', token })
          must(result.state === 'rejected' && result.delivery?.status === 401, 'it was taken')
        }
        return `${forgeries.length} of ${forgeries.length} answered 401; ${stage.simulator.keySet.fetchCount} download of the key set so far`
      }
    }
  ]
}

export const PRODUCT_API: Group = {
  feature: 'Calls to Confluence',
  rows: [
    { word: 'app', what: 'as the app', show: async (stage) => await wayOf(stage, async () => await fromMacro(stage, { path: `/pages/${stage.pageId}/as-app` })) },
    { word: 'user', what: 'as the user who sits there', show: async (stage) => await wayOf(stage, async () => await fromMacro(stage, { path: `/pages/${stage.pageId}/as-user` })) }
  ]
}

export const STORAGE: Group = {
  feature: 'Forge storage',
  rows: [
    {
      word: 'storage',
      what: 'set, get, delete by GraphQL',
      async show (stage) {
        const path = '/storage/colour'
        const calls = await stage.callsOf(async () => {
          resolved(await fromMacro(stage, { path, method: 'PUT', body: { value: 'blue' } }))
          const { body } = resolved(await fromMacro(stage, { path }))
          must((body as { value?: string }).value === 'blue', 'what was set is not what is there')
          must(resolved(await fromMacro(stage, { path, method: 'DELETE' })).status === 204, 'it was not deleted')
          must(resolved(await fromMacro(stage, { path })).status === 404, 'it is still there')
        })
        must(calls.every(({ path }) => path === '/graphql'), 'not all calls went to GraphQL')
        return `what was set is read, what was deleted is gone: ${calls.length} × POST /graphql as the app`
      }
    }
  ]
}

export const UI: Group = {
  feature: 'UI resolvers and web triggers',
  rows: [
    { word: 'panel', what: 'invokeRemote of a macro', show: async (stage) => await wayOf(stage, async () => await fromMacro(stage, { path: '/panel/page' })) },
    {
      word: 'browser',
      what: 'requestRemote, with CORS',
      show: async (stage) => await wayOf(stage, async () => await stage.simulator.calls.requestRemote(stage.installation, {
        remoteKey: 'backend',
        moduleKey: 'page-panel',
        path: '/panel/comments',
        method: 'POST',
        body: { text: 'From the browser' },
        accountId: stage.ann.accountId,
        extension: { type: 'macro', content: { id: stage.pageId } }
      }), 201)
    },
    {
      word: 'ping',
      what: 'web trigger',
      async show ({ simulator, installation }) {
        const { status, text } = await simulator.calls.fireWebTrigger(installation, 'ping', { method: 'GET', path: '/tea', query: { sugar: '2' } })
        must(status === 200, `it was answered ${status}`)
        return `its caller reads “${text.trim().replace(/, for .*/, '')}”`
      }
    },
    {
      word: 'relay',
      what: 'web trigger, by a function',
      show: async (stage) => await wayOf(stage, async () => await stage.simulator.calls.invokeRemoteFromFunction(stage.installation, {
        remoteKey: 'backend', path: '/relay', method: 'POST'
      }))
    }
  ]
}
