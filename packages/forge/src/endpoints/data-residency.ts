import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { reply, type EndpointCall, type EndpointContext, type EndpointReply, type PluginRouter } from '@hooksmith/core'

/** When and where data move to. Instants as they came: ISO 8601. */
const Window = Type.Object({
  startTime: Type.String(),
  endTime: Type.String(),
  location: Type.String(),
  migrationId: Type.String({ minLength: 1, maxLength: 256 })
})
const Migration = Type.Object({ migrationId: Type.String({ minLength: 1, maxLength: 256 }) })

/** A planned move of an installation's data to another region. */
export type DataMigrationWindow = Static<typeof Window>

/** A move under way. */
export type DataMigration = Static<typeof Migration>

/** Why a hook refuses: Atlassian's own codes; `E9999` is any other reason. */
export type DataMigrationErrorCode = 'E0001' | 'E0002' | 'E0003' | 'E0004' | 'E9999'

/** How a hook refuses: Forge does not ask it again. An error that is thrown has it asked twice more. */
export interface DataMigrationRefusal { readonly errorResponseCode: DataMigrationErrorCode }

/** What a hook comes to; nothing means that it went well. */
export type DataMigrationResult = DataMigrationRefusal | undefined | void

/** What `status` may answer beside a refusal; other states mean that the move goes on. */
export interface DataMigrationStatus { readonly status: 'ready-to-commit' | 'failed' | (string & {}) }

/** One hook. */
export type DataMigrationHook<Body, Result = DataMigrationResult> = (migration: Body, ctx: EndpointContext) => Result | Promise<Result>

/** The hooks of the module `migration:dataResidency`. */
export interface DataResidencyHooks {
  /** The `path` of the module in the manifest. @defaultValue '' */
  readonly path?: string
  /** Key of the module; calls of every other are refused with 401. @defaultValue any module of the app */
  readonly moduleKey?: string
  /** A move is planned. */
  readonly schedule: DataMigrationHook<DataMigrationWindow>
  /** The move begins: start copying, and return. */
  readonly start: DataMigrationHook<DataMigrationWindow>
  /** Asked every five minutes until it is ready or has failed. */
  readonly status: DataMigrationHook<DataMigration, DataMigrationStatus | DataMigrationRefusal>
  /** From now on the new place counts. */
  readonly commit: DataMigrationHook<DataMigration>
  /** The move is off: the old place goes on counting. */
  readonly rollback: DataMigrationHook<DataMigration>
}

/** A hook is asked in the course of the platform's own work, which waits no longer for it than for an event. */
const TIMEOUT_MS = 4_500

/**
 * Adds the endpoints of a data residency module: `POST <path>/schedule`, `start`, `commit`, `rollback`, and `GET <path>/status`. A hook may be
 * asked twice for the same move, and must not mind.
 *
 * Source: https://developer.atlassian.com/platform/forge/remote/remote-realm-migration/, read 2026-08; how long Forge waits is not stated there.
 */
export function dataResidency (router: Pick<PluginRouter, 'endpoint'>, hooks: DataResidencyHooks): void {
  const { path = '', moduleKey } = hooks
  const common = { timeoutMs: TIMEOUT_MS, ...moduleKey === undefined ? {} : { forge: { moduleKey } } }
  const add = <Body extends TSchema> (name: 'schedule' | 'start' | 'commit' | 'rollback', body: Body, hook: DataMigrationHook<Static<Body>>): void => {
    const answer = async (call: EndpointCall, ctx: EndpointContext): Promise<EndpointReply | undefined> =>
      // The endpoint checked the body against the schema.
      refusalOf(await hook.call(hooks, call.body as Static<Body>, ctx))
    router.endpoint(`${path}/${name}`, { ...common, body }, answer)
  }
  add('schedule', Window, hooks.schedule)
  add('start', Window, hooks.start)
  add('commit', Migration, hooks.commit)
  add('rollback', Migration, hooks.rollback)
  router.endpoint(`${path}/status`, { ...common, methods: ['GET'], query: Migration }, async ({ query: { migrationId } }, ctx) => {
    const answer = await hooks.status({ migrationId }, ctx)
    return refusalOf('errorResponseCode' in answer ? answer : undefined) ?? answer
  })
}

function refusalOf (result: DataMigrationResult): EndpointReply | undefined {
  return result === undefined ? undefined : reply({ status: 422, body: { errorResponseCode: result.errorResponseCode } })
}
