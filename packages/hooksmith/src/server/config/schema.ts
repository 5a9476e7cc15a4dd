import { Type } from '@sinclair/typebox'
import { ForgeSchema } from './forge-schema.js'
import type { JsonSchema } from './json-schema.js'
import { QueueSchema, StoreSchema } from './queue-schema.js'

const open = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })
const limit = (what: string) => Type.Integer({ minimum: 1, description: `${what} above which the spool refuses` })

const PluginSchema = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object({
    use: Type.String({ minLength: 1, description: 'The name of a package, or a path from the config file that begins with ./ or ../' }),
    options: Type.Optional(open("The plugin's options"))
  }, { additionalProperties: false })
])

/** Told apart by `use`: whoever gives a receiver a name of their own says which it is. */
const ReceiverSchema = Type.Union([
  Type.Object({
    use: Type.String({ minLength: 1, description: 'The name of a package, a path from the config file that begins with ./ or ../, or a name of @hooksmith/webhooks' }),
    options: Type.Optional(open("The receiver's options"))
  }, { additionalProperties: false }),
  open("The receiver's options")
])

const SpoolSchema = Type.Object({
  directory: Type.Optional(Type.String({ minLength: 1, description: 'On a disk that outlives the process; default: spool in the data directory' })),
  allowVanishing: Type.Optional(Type.Boolean({ description: 'Takes a disk that vanishes; what is in the spool then is lost with it', default: false })),
  maxEvents: Type.Optional(limit('Events')),
  maxBytes: Type.Optional(limit('Bytes')),
  maxAgeMs: Type.Optional(limit('Age of the oldest event, in milliseconds,'))
}, { additionalProperties: false })

const ScheduleSchema = Type.Object({
  cron: Type.String({ minLength: 1, description: 'Five fields (minute, hour, day, month, weekday), or six with seconds in front' }),
  timeZone: Type.Optional(Type.String({ minLength: 1, description: 'IANA name, for example Europe/Berlin', default: 'UTC' })),
  catchUp: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('latest'), Type.Literal('all')], {
    description: 'What becomes of slots that were missed', default: 'latest'
  })),
  maxCatchUp: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'How many of the newest missed slots catchUp all fires', default: 100 })),
  startAt: Type.Optional(Type.Number({ description: 'No slot before this instant, in epoch milliseconds' }))
}, { additionalProperties: false })

const ServerSchema = Type.Object({
  host: Type.Optional(Type.String({ minLength: 1, description: 'The address to listen on; 0.0.0.0 in a container', default: '127.0.0.1' })),
  port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535, description: 'The port to listen on; 0 takes a free one', default: 3000 })),
  bodyLimitBytes: Type.Optional(Type.Integer({ minimum: 1, description: "Largest body of routes that are no receiver's, in bytes", default: 1_048_576 })),
  trustProxy: Type.Optional(Type.Union([Type.Boolean(), Type.String({ minLength: 1 }), Type.Integer({ minimum: 1 })], {
    description: 'Whether, or for which addresses or how many hops, X-Forwarded-For is believed', default: false
  })),
  shutdownGraceMs: Type.Optional(Type.Integer({
    minimum: 0, description: 'How long running attempts are waited for at the end, in milliseconds; the process ends 5 s later at the latest', default: 20_000
  }))
}, { additionalProperties: false, description: 'The HTTP server' })

const LogSchema = Type.Object({
  level: Type.Optional(Type.Union(
    (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const).map((level) => Type.Literal(level)), { default: 'info' })),
  format: Type.Optional(Type.Union([Type.Literal('pretty'), Type.Literal('json')], { description: 'Default: pretty on a terminal, else json' }))
}, { additionalProperties: false, description: 'The log, on standard output' })

/** Everything that a config file can say. Published as `hooksmith/config.schema.json`. */
export const ConfigSchema = Type.Object({
  $schema: Type.Optional(Type.String({ description: 'Where the schema of this file is, for editors' })),
  plugins: Type.Optional(Type.Array(PluginSchema, { description: 'The plugins, in the order in which they are registered' })),
  receivers: Type.Optional(Type.Object({ forge: Type.Optional(ForgeSchema) }, {
    additionalProperties: ReceiverSchema,
    description: 'Who may send events: forge, one of @hooksmith/webhooks by its name, a package or path whose default export adds a receiver, or any name with use'
  })),
  queue: Type.Optional(QueueSchema),
  store: Type.Optional(StoreSchema),
  tokens: Type.Optional(Type.Union([
    Type.Boolean(),
    Type.Object({ keyFile: Type.Optional(Type.String({ minLength: 1, description: 'Where a key is made outside of production; default: token.key in the data directory' })) },
      { additionalProperties: false })
  ], { description: 'Whether app system tokens are kept, encrypted by HOOKSMITH_TOKEN_KEYS, which production requires', default: true })),
  spool: Type.Optional(Type.Union([Type.Boolean(), SpoolSchema], {
    description: 'Keeps events on this disk while the queue is out of reach', default: false
  })),
  role: Type.Optional(Type.Union([Type.Literal('ingest'), Type.Literal('worker'), Type.Literal('both')], {
    description: 'What this process does: take events in, run their handlers, or both', default: 'both'
  })),
  concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Attempts that run at a time in this process', default: 16 })),
  schedules: Type.Optional(Type.Record(Type.String(), ScheduleSchema, {
    description: 'Schedules by name; the slots of each are events schedule:<name>, stored once in however many processes'
  })),
  strict: Type.Optional(Type.Boolean({ description: 'Whether a handler for an event that nobody knows is refused', default: false })),
  data: Type.Optional(Type.String({ minLength: 1, description: 'The directory for everything that is kept on this disk', default: '.hooksmith' })),
  server: Type.Optional(ServerSchema),
  log: Type.Optional(LogSchema)
}, { additionalProperties: false, title: 'Hooksmith config' })

/** {@link ConfigSchema} as it is published. */
export const CONFIG_JSON_SCHEMA: JsonSchema = JSON.parse(JSON.stringify(ConfigSchema))
