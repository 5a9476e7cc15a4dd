import type { CallResult, UiCall } from '@hooksmith/simulator'
import type { Stage } from '../stage.js'
import { inWords, must, type Row } from './row.js'

type Resolved = Extract<CallResult, { readonly state: 'resolved' }>

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
  return calls.map((call) => inWords(call, stage)).join(', ')
}

export const CALLS: readonly Row[] = [
  {
    word: 'who',
    what: 'the key data of a verified token',
    async show (stage) {
      const { body } = resolved(await fromMacro(stage, { path: '/who-called' }))
      const { app, environment, module, user } = body as { app: { id: string }, environment: string, module: { key: string }, user: string }
      must(user === stage.ann.accountId, `the user is ${user}`)
      return `app ${app.id.slice(0, 8)}…, ${environment}, macro ${module.key}, user ${user.slice(0, 8)}…`
    }
  },
  {
    word: 'forged',
    what: 'a token that is not Forge\'s',
    async show (stage) {
      const forgeries = [{ alg: 'none' }, { aud: 'ari:cloud:ecosystem::app/another' }, { tamper: 'payload' }] as const
      for (const token of forgeries) {
        const result = await fromMacro(stage, { path: '/who-called', token })
        must(result.state === 'rejected' && result.delivery?.status === 401, 'it was taken')
      }
      return `${forgeries.length} of ${forgeries.length} answered 401; ${stage.simulator.keySet.fetchCount} download of the key set so far`
    }
  },
  { word: 'app', what: 'Confluence as the app', show: async (stage) => await wayOf(stage, async () => await fromMacro(stage, { path: `/pages/${stage.pageId}/as-app` })) },
  { word: 'user', what: 'Confluence as the user', show: async (stage) => await wayOf(stage, async () => await fromMacro(stage, { path: `/pages/${stage.pageId}/as-user` })) },
  {
    word: 'storage',
    what: 'Forge storage over GraphQL',
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
      return `set, get, delete, and gone: ${calls.length} × POST /graphql as the app`
    }
  },
  { word: 'panel', what: 'macro: invokeRemote', show: async (stage) => await wayOf(stage, async () => await fromMacro(stage, { path: '/panel/page' })) },
  {
    word: 'browser',
    what: 'macro: requestRemote, with CORS',
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
    what: 'web trigger: straight to the backend',
    async show ({ simulator, installation }) {
      const { status, text } = await simulator.calls.fireWebTrigger(installation, 'ping', { method: 'GET', path: '/tea', query: { sugar: '2' } })
      must(status === 200, `it was answered ${status}`)
      return `its caller reads “${text.trim().replace(/, for .*/, '')}”`
    }
  },
  {
    word: 'relay',
    what: 'web trigger: through a function',
    show: async (stage) => await wayOf(stage, async () => await stage.simulator.calls.invokeRemoteFromFunction(stage.installation, {
      remoteKey: 'backend', path: '/relay', method: 'POST'
    }))
  }
]
