import { definePlugin, reply, type EndpointMethod } from '@hooksmith/core'
import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import { testPlugin } from '../src/index.js'

const notes = definePlugin({
  name: 'notes',
  register (router) {
    const options = { body: Type.Object({ text: Type.String() }), forge: { moduleKey: ['notes-panel', 'notes-macro'] } }
    router.endpoint('/notes/:page', options, async ({ params, body }, { forge }) => {
      const path = `/wiki/api/v2/pages/${Number(params.page)}`
      const [asUser, asApp] = [await forge.asUser().requestConfluence(path, { raw: true }), await forge.asApp().requestConfluence(path)]
      const statuses = [asUser.status, asApp.status]
      return { text: body.text, user: forge.principal, from: forge.module, extension: forge.context?.extension, statuses }
    })
    router.endpoint('/files/*', { methods: ['GET'] }, ({ params }, { forge }) => reply({ status: 404, body: { file: params['*'], user: forge.principal ?? null } }))
    router.endpoint('/slow', { timeoutMs: 5_000 }, async (_call, { signal }) => {
      await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }) })
    })
  }
})

test('an endpoint is called as a UI calls it: by its module, with the tokens of app and user', async (t) => {
  const app = await testPlugin(notes)
  t.teardown(() => app.close())
  app.api.put(app.installation, '/wiki/api/v2/pages/7', { id: '7' })
  const result = await app.invoke('/notes/7', { body: { text: 'hello' }, extension: { type: 'macro' } })
  const { installerAccountId } = app.installation
  t.match(result, {
    state: 'resolved',
    status: 200,
    body: { text: 'hello', user: installerAccountId, from: { key: 'notes-panel' }, extension: { type: 'macro' }, statuses: [200, 200] }
  })
  t.same(app.calls().map(({ status, userId }) => [status, userId]), [[200, installerAccountId], [200, undefined]])
  t.ok(await app.token(), 'the token of the app is kept for handlers')
})

test('what does not fit is answered as production answers it', async (t) => {
  const app = await testPlugin(notes)
  t.teardown(() => app.close())
  t.match(await app.invoke('/notes/7', { body: { text: 1 } }), { state: 'resolved', status: 400, body: { code: 'HKS_ERR_ENDPOINT_BODY' } })
  t.match(await app.invoke('/notes/7', { body: { text: '' }, moduleKey: 'another' }), {
    state: 'rejected', message: 'Remote could not verify the Forge Invocation Token'
  })
})

test('a call may come without a user, by the method and with the rest of the path that the endpoint takes', async (t) => {
  const app = await testPlugin(notes)
  t.teardown(() => app.close())
  t.match(await app.invoke('/files/a/b.txt?size=1', { accountId: null }), { state: 'resolved', status: 404, body: { file: 'a/b.txt', user: null } })
  t.match(await app.invoke('/notes/7', { accountId: null, body: { text: '' } }), { status: 403, body: { code: 'HKS_ERR_FORGE_USER_TOKEN' } })
})

test('the time of an endpoint passes with the clock', async (t) => {
  const app = await testPlugin(notes)
  t.teardown(() => app.close())
  const pending = app.invoke('/slow')
  await app.advance(6_000)
  t.match(await pending, { state: 'resolved', status: 504, body: { code: 'HKS_ERR_ENDPOINT_TIMEOUT' } })
})

test('of several endpoints that a path fits, the one is meant that takes the method, and that a server would take', async (t) => {
  const app = await testPlugin(definePlugin({
    name: 'several',
    register (router) {
      const add = (path: string, method: EndpointMethod, moduleKey: string): void => {
        const options = { methods: [method], forge: { moduleKey } }
        router.endpoint(path, options, ({ body }, { forge }) => [method, forge.module.key, body ?? 'none'])
      }
      add('/notes/*', 'GET', 'rest')
      add('/notes/:page', 'GET', 'reader')
      add('/notes/:page', 'PUT', 'writer')
      add('/notes/new', 'GET', 'maker')
      add('/export*', 'GET', 'exporter')
    }
  }))
  t.teardown(() => app.close())
  const bodyOf = async (...call: Parameters<typeof app.invoke>): Promise<unknown> => (await app.invoke(...call)).body
  t.same(await bodyOf('/notes/7'), ['GET', 'reader', 'none'])
  t.same(await bodyOf('/notes/7', { method: 'PUT' }), ['PUT', 'writer', 'none'])
  t.same(await bodyOf('/notes/7', { body: { a: 1 } }), ['PUT', 'writer', { a: 1 }])
  t.same(await bodyOf('/notes/new?a=1'), ['GET', 'maker', 'none'])
  t.same(await bodyOf('/notes/7/8'), ['GET', 'rest', 'none'])
  t.same(await bodyOf('/export'), ['GET', 'exporter', 'none'])
  t.same(await bodyOf('/export/a/b'), ['GET', 'exporter', 'none'])
  t.match(await app.invoke('/notes/7', { method: 'DELETE' }), { status: 404 })
})
