import { Type, type Static } from '@sinclair/typebox'

/**
 * What becomes of a job whose function threw: `retry` runs it again by the handler's retry policy, `dead` gives up at once, as Forge does.
 */
export type OnThrow = 'retry' | 'dead'

/** How a file of functions is loaded. */
export interface LoadOptions {
  /** Where `entry` and messages count from. @defaultValue the working directory */
  readonly root?: string
}

/** How one function is run. */
export interface FunctionHandlerOptions {
  /** @defaultValue 'retry' */
  readonly onThrow?: OnThrow
}

const onThrow = Type.Union([Type.Literal('retry'), Type.Literal('dead')], {
  description: 'what becomes of a job whose function threw: `retry` by the retry policy, `dead` at once, as on Forge'
})

const retryPolicy = Type.Object({
  retries: Type.Optional(Type.Number()),
  minDelayMs: Type.Optional(Type.Number()),
  maxDelayMs: Type.Optional(Type.Number()),
  factor: Type.Optional(Type.Number())
}, { additionalProperties: false, description: 'of functions that threw or took too long' })

const functionOptions = Type.Object({
  events: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'exact names, and globs by segment' }),
  id: Type.Optional(Type.String({ minLength: 1, description: 'of the handler; the name of the export by default' })),
  aliases: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { description: 'former ids' })),
  timeoutMs: Type.Optional(Type.Number({ description: 'how long one attempt may take' })),
  concurrency: Type.Optional(Type.Number({ description: 'attempts at a time in one process' })),
  filter: Type.Optional(Type.String({ description: 'a CEL expression over `event`' })),
  self: Type.Optional(Type.Boolean({ description: 'whether it takes events that the app caused itself' })),
  retry: Type.Optional(retryPolicy),
  onThrow: Type.Optional(onThrow)
}, { additionalProperties: false })

export const forgeFunctionsOptions = Type.Object({
  entry: Type.String({ minLength: 1, description: 'the file that exports the functions, from the working directory' }),
  functions: Type.Record(Type.String(), functionOptions, { minProperties: 1, description: 'by the names under which the file exports them' }),
  onThrow: Type.Optional(onThrow)
})

/** The options of one function in a config file. */
export type FunctionOptions = Static<typeof functionOptions>
