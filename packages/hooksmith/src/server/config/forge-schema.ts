import { Type } from '@sinclair/typebox'

const ms = (description: string) => Type.Number({ minimum: 0, description: `${description}, in milliseconds` })
const text = (description: string) => Type.String({ minLength: 1, description })

const RouteSchema = Type.Object({
  path: Type.String({ pattern: '^/', description: "An endpoint's route.path in the manifest, from /" }),
  moduleKey: Type.Optional(text('Key of the endpoint module that may call this route; default: any endpoint of the app')),
  kind: Type.Optional(Type.Union([Type.Literal('events'), Type.Literal('scheduled'), Type.Literal('preUninstall'), Type.Literal('postFunction')], {
    description: 'What requests to it are: events by their body, ticks of a scheduled trigger, announced uninstalls, or runs of workflow post functions', default: 'events'
  }))
}, { additionalProperties: false })

const IntervalSchema = Type.Union((['fiveMinute', 'hour', 'day', 'week'] as const).map((interval) => Type.Literal(interval)))

const InstallationsSchema = Type.Object({
  suspectAfterMs: Type.Optional(ms('After how long without a tick or any other delivery an installation becomes suspect')),
  goneAfterMs: Type.Optional(ms('How long an installation is suspect before it is gone')),
  tickToleranceMs: Type.Optional(ms('How late a tick may come before it is reported missing')),
  checkEveryMs: Type.Optional(ms('How often one process looks what did not come, at least 1,000'))
}, { additionalProperties: false, description: 'When installations are taken for gone' })

const ClientSchema = Type.Object({
  connectTimeoutMs: Type.Optional(ms('Until a connection stands')),
  headersTimeoutMs: Type.Optional(ms('From the request to the headers of the answer')),
  bodyTimeoutMs: Type.Optional(ms("Between two parts of the answer's body")),
  returnSpacingMs: Type.Optional(ms('How far apart those that a limit turned away come back once it ends')),
  permissionGraceMs: Type.Optional(ms("How long after its first sighting 401 and 403 mean that an installation's permissions have not arrived yet")),
  permissionRetryMs: Type.Optional(ms('Middle of the pause before a call that was refused to such an installation is made again')),
  userTokensPerMinute: Type.Optional(Type.Integer({ minimum: 1, description: 'Tokens of users that the app asks for within a minute, in all processes', default: 1_000 })),
  maxUserTokens: Type.Optional(Type.Integer({ minimum: 1, description: 'Tokens of users that are kept in a process', default: 10_000 })),
  storage: Type.Optional(Type.Union([Type.Literal('rest'), Type.Literal('graphql')], { description: "Which of Forge's two APIs ctx.forge.storage speaks", default: 'rest' }))
}, { additionalProperties: false, description: 'How calls to Atlassian are made' })

/** What a config can say to the Forge receiver. The receiver checks it again, by its own rules. */
export const ForgeSchema = Type.Object({
  appIds: Type.Array(text('app.id of the manifest'), { minItems: 1, description: 'Ids of the apps whose deliveries are taken, as app.id in manifest.yml has them' }),
  environments: Type.Array(Type.Union([Type.Literal('DEVELOPMENT'), Type.Literal('STAGING'), Type.Literal('PRODUCTION')]), {
    minItems: 1, description: 'Environments of the app that this server handles; deliveries of others are answered and not handled'
  }),
  routes: Type.Optional(Type.Array(RouteSchema, { minItems: 1, description: 'The routes that Forge calls; default: /forge/events for everything' })),
  schedules: Type.Optional(Type.Array(text('A module key'), { description: 'Keys of the endpoint modules that scheduled triggers call' })),
  tickIntervals: Type.Optional(Type.Record(Type.String(), IntervalSchema, {
    description: 'How often scheduled triggers run, by the key of the endpoint module they call, as the manifest says'
  })),
  installations: Type.Optional(InstallationsSchema),
  client: Type.Optional(ClientSchema),
  apiHosts: Type.Optional(Type.Array(text('host or host:port'), { description: "Hosts that tokens may be sent to; default: Atlassian's" })),
  bodyLimitBytes: Type.Optional(Type.Integer({ minimum: 1, description: 'Largest body that is taken, in bytes', default: 1_048_576 })),
  redeliveryToleranceMs: Type.Optional(ms('How far from the expected instant a redelivery of an event without an id may come')),
  keySetUrl: Type.Optional(text("Where the keys are; default: Atlassian's. https, or http on this machine")),
  isolatedKeySetUrl: Type.Optional(text('Template with {IC_LABEL} for the key sets of Isolated Clouds')),
  leewayMs: Type.Optional(ms('How far times may be missed, and our clock be off')),
  keySetTimeoutMs: Type.Optional(ms('How long loading the key set may take')),
  cooldownMs: Type.Optional(ms('How long the key set is not loaded again for an unknown key')),
  failureCooldownMs: Type.Optional(ms('How long the key set is not loaded again after a failure')),
  maxAgeMs: Type.Optional(ms('Age of the key set above which it is loaded again')),
  maxStaleMs: Type.Optional(ms('How long the last good key set is used when none can be loaded'))
}, { additionalProperties: false, description: 'Takes the deliveries of Atlassian Forge' })
