import { Value } from '@sinclair/typebox/value'
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler'
import type { TSchema } from '@sinclair/typebox'
import { HKS_ERR_ENDPOINT_BODY, HKS_ERR_ENDPOINT_CONTENT_TYPE } from './errors.js'

/** A mistake in a body: where, as a JSON pointer, and what is due there. The value is not repeated. */
export interface BodyProblem { readonly path: string, readonly message: string }

const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;|$)/i
const MAX_PROBLEMS = 20
/** A path holds names of members, which the caller chose. */
const MAX_PATH_LENGTH = 200

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Reads the bodies of one endpoint. */
export class BodyReader {
  readonly #schema: TSchema | undefined
  readonly #check: TypeCheck<TSchema> | undefined

  /** @throws Whatever TypeBox thinks of a schema that is none. */
  constructor (schema: TSchema | undefined) {
    this.#schema = schema
    this.#check = schema === undefined ? undefined : TypeCompiler.Compile(schema)
  }

  /** @throws `HKS_ERR_ENDPOINT_BODY`, `HKS_ERR_ENDPOINT_CONTENT_TYPE`. */
  read (rawBody: Uint8Array, contentType: string | readonly string[] | undefined): unknown {
    const isJson = typeof contentType === 'string' && JSON_TYPE.test(contentType)
    if (!isJson && rawBody.length > 0) {
      if (this.#schema !== undefined) throw new HKS_ERR_ENDPOINT_CONTENT_TYPE()
      return undefined
    }
    const value = rawBody.length === 0 ? undefined : parse(rawBody)
    return this.#schema === undefined || this.#check === undefined ? value : checked(this.#schema, this.#check, value)
  }
}

function parse (rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(rawBody))
  } catch {
    // The text of a parser's error repeats parts of the body.
    throw bodyError([{ path: '', message: 'it is no JSON' }])
  }
}

function checked (schema: TSchema, check: TypeCheck<TSchema>, given: unknown): unknown {
  const value = Value.Default(schema, given)
  if (check.Check(value)) return value
  const problems: BodyProblem[] = []
  for (const { path, message } of check.Errors(value)) {
    if (problems.length === MAX_PROBLEMS) break
    if (!problems.some((known) => known.path === path)) problems.push({ path: path.slice(0, MAX_PATH_LENGTH), message })
  }
  throw bodyError(problems)
}

function bodyError (problems: readonly BodyProblem[]): Error & { readonly problems: readonly BodyProblem[] } {
  const list = problems.map(({ path, message }) => path === '' ? message : `${path}: ${message}`).join('; ')
  return Object.assign(new HKS_ERR_ENDPOINT_BODY(list), { problems })
}

/** What {@link BodyReader.read} found, for the answer. */
export function problemsOf (error: unknown): readonly BodyProblem[] | undefined {
  return error instanceof HKS_ERR_ENDPOINT_BODY && 'problems' in error ? error.problems as readonly BodyProblem[] : undefined
}
