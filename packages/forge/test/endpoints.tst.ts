/**
 * Compile-time promises of `ctx.forge` and `dataResidency`: the build of the tests is the test. Each `@ts-expect-error`
 * fails the build when its line compiles.
 */
import { Type } from '@sinclair/typebox'
import type { PluginRouter } from '@hooksmith/core'
import { dataResidency, type ForgeLicense, type ForgeRequester } from '@hooksmith/forge'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const holds = <Claim extends true>(_claim?: Claim): void => {}

export function register (router: PluginRouter): void {
  router.endpoint('/panel/:id', { body: Type.Object({ n: Type.Number() }), forge: { moduleKey: ['panel'], requireUser: true } }, ({ body }, { forge }) => {
    holds<Same<typeof body.n, number>>()
    holds<Same<typeof forge.principal, string | undefined>>()
    holds<Same<typeof forge.license, ForgeLicense | undefined>>()
    holds<Same<ReturnType<typeof forge.asUser>, ForgeRequester>>()
    holds<Same<NonNullable<typeof forge.license>['active'], boolean | undefined>>()
    // What no documentation names is unknown, never any.
    holds<Same<NonNullable<typeof forge.context>['brandNew'], unknown>>()
    // @ts-expect-error -- a call ends by itself
    forge.end()
  })
  // @ts-expect-error -- a slip of the pen
  router.endpoint('/a', { forge: { moduleKeys: ['panel'] } }, () => undefined)

  const hooks = { schedule () {}, start () {}, commit () {}, rollback () {} }
  dataResidency(router, { ...hooks, start: ({ location }) => location === 'EU' ? undefined : { errorResponseCode: 'E0001' }, status: () => ({ status: 'failed' }) })
  // @ts-expect-error -- a hook is missing
  dataResidency(router, hooks)
  // @ts-expect-error -- Atlassian has no such code
  dataResidency(router, { ...hooks, start: () => ({ errorResponseCode: 'E1' }), status: () => ({ status: 'failed' }) })

  router.on('forge:postFunction:announce', { id: 'announce' }, ({ data }) => {
    holds<Same<typeof data.transition.executionId, string>>()
    holds<Same<typeof data.configuration, unknown>>()
  })
}
