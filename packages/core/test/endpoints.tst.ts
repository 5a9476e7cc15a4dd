/**
 * Compile-time promises of `router.endpoint`: the build of the tests is the test. Each `@ts-expect-error` fails the build
 * when its line compiles.
 */
import { Type, type TInteger, type TObject } from '@sinclair/typebox'
import { reply, type EndpointCall, type EndpointParams, type PathParams, type PluginRouter } from '../src/index.js'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
const holds = <Claim extends true>(_claim?: Claim): void => {}
type Plain<T> = { [name in keyof T]: T[name] }

// The names of a path's parameters.
holds<Same<Plain<PathParams<'/pages/:id/notes/:note'>>, { readonly id: string, readonly note: string }>>()
holds<Same<Plain<PathParams<'/hooks/:id/*'>>, { readonly id: string, readonly '*': string }>>()
holds<Same<Plain<PathParams<'/hooks*'>>, { readonly '*': string }>>()

export function register (router: PluginRouter): void {
  router.endpoint('/pages/:id', { body: Type.Object({ text: Type.String(), size: Type.Optional(Type.Number()) }) }, ({ body, params, query }, ctx) => {
    holds<Same<typeof body.text, string>>()
    holds<Same<typeof body.size, number | undefined>>()
    holds<Same<typeof params.id, string>>()
    holds<Same<typeof query, URLSearchParams>>()
    holds<Same<typeof ctx.signal, AbortSignal>>()
    // @ts-expect-error -- the path has no such parameter
    void params.page
    // @ts-expect-error -- the schema has no such member
    void body.other
    return { size: body.size }
  })

  // A schema says what parameters and query are; what it does not name stays text.
  const query = Type.Object({ limit: Type.Integer({ default: 25 }), tag: Type.Array(Type.String()) })
  const typed = { params: Type.Object({ page: Type.Integer() }), query }
  router.endpoint('/pages/:page/notes/:note', { methods: ['GET'], ...typed }, ({ params, query, body }) => {
    holds<Same<typeof params.page, number>>()
    holds<Same<typeof params.note, string>>()
    holds<Same<typeof query, { limit: number, tag: string[] }>>()
    holds<Same<typeof body, unknown>>()
    // @ts-expect-error -- the schema has no such member
    void query.offset
    // @ts-expect-error -- neither schema nor path has such a parameter
    void params.id
  })
  router.endpoint('/pages/:page', { methods: ['GET'], query }, ({ params, query }) => {
    holds<Same<typeof params.page, string>>()
    holds<Same<typeof query.limit, number>>()
  })

  // Without a schema a body is unknown, never any.
  router.endpoint('/any', {}, ({ body }) => {
    holds<Same<typeof body, unknown>>()
  })
  router.endpoint('/status', { methods: ['GET'] }, async () => reply({ status: 204 }))

  // @ts-expect-error -- there is no such method
  router.endpoint('/a', { methods: ['HEAD'] }, () => undefined)
  // @ts-expect-error -- a slip of the pen
  router.endpoint('/a', { timeout: 5 }, () => undefined)
  // @ts-expect-error -- JSON Schema without TypeBox
  router.endpoint('/a', { body: { type: 'object' } }, () => undefined)
  // @ts-expect-error -- JSON Schema without TypeBox
  router.endpoint('/a', { query: { type: 'object' } }, () => undefined)
  // @ts-expect-error -- what is no JSON
  router.endpoint('/a', {}, () => 1n)
  // @ts-expect-error -- a status is a number
  router.endpoint('/a', {}, () => reply({ status: '204' }))
}

// A handler may be written apart from its registration.
export function title ({ params }: EndpointCall<unknown, PathParams<'/pages/:id'>>): { readonly id: string } {
  return { id: params.id }
}

type Page = TObject<{ id: TInteger }>
export function number ({ params, query }: EndpointCall<unknown, EndpointParams<'/pages/:id', Page>, { readonly full: boolean }>): number {
  return query.full ? params.id : 0
}
