import { Value } from '@sinclair/typebox/value'
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler'
import type { TSchema } from '@sinclair/typebox'
import { HKS_ERR_ENDPOINT_BODY, HKS_ERR_ENDPOINT_PARAMS, HKS_ERR_ENDPOINT_QUERY } from './errors.js'

/** What of a call a schema may be for. */
export type InputPart = 'params' | 'query' | 'body'

/** A mistake in a part of a call: where, as a JSON pointer, and what is due there. The value is not repeated. */
export interface InputProblem { readonly path: string, readonly message: string }

const REFUSALS = { params: HKS_ERR_ENDPOINT_PARAMS, query: HKS_ERR_ENDPOINT_QUERY, body: HKS_ERR_ENDPOINT_BODY } as const
const MAX_PROBLEMS = 20
/** A path holds names of members, which the caller chose. */
const MAX_PATH_LENGTH = 200

/** Checks one part of every call of an endpoint. */
export class Fit {
  readonly #part: InputPart
  readonly #schema: TSchema
  readonly #check: TypeCheck<TSchema>

  /** @throws Whatever TypeBox thinks of a schema that is none. */
  constructor (part: InputPart, schema: TSchema) {
    this.#part = part
    this.#schema = schema
    this.#check = TypeCompiler.Compile(schema)
  }

  /** The value with defaults filled in. @throws The refusal of the part. */
  of (given: unknown): unknown {
    const value = Value.Default(this.#schema, given)
    if (this.#check.Check(value)) return value
    const problems: InputProblem[] = []
    for (const { path, message } of this.#check.Errors(value)) {
      if (problems.length === MAX_PROBLEMS) break
      if (!problems.some((known) => known.path === path)) problems.push({ path: path.slice(0, MAX_PATH_LENGTH), message })
    }
    throw refusalOf(this.#part, problems)
  }
}

/** The error for a part of a call that has these mistakes. */
export function refusalOf (part: InputPart, problems: readonly InputProblem[]): Error & { readonly problems: readonly InputProblem[] } {
  const list = problems.map(({ path, message }) => path === '' ? message : `${path}: ${message}`).join('; ')
  return Object.assign(new REFUSALS[part](list), { problems })
}

/** The mistakes that a {@link refusalOf} holds, for the answer; `undefined` for any other error. */
export function problemsOf (error: unknown): readonly InputProblem[] | undefined {
  const isOurs = Object.values(REFUSALS).some((refusal) => error instanceof refusal)
  // Only refusalOf makes these errors.
  return isOurs && error instanceof Error && 'problems' in error ? error.problems as readonly InputProblem[] : undefined
}
