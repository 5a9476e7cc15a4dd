import { HKS_ERR_FORGE_PATH } from '../errors.js'
import { badValue } from './bad-value.js'

const WRITABLE: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'bigint'])

/**
 * A path from a template: what stands between `${` and `}` is encoded, so that it stays one segment, or one value of a query.
 *
 * ```ts
 * route`/rest/api/3/issue/${event.data.issue.key}?fields=${'summary,status'}`
 * ```
 *
 * A `URLSearchParams` stands for a whole query. The path is checked once more when the call is made; a value that could climb out of its
 * segment (`..`, a slash) is refused there with `HKS_ERR_FORGE_PATH`.
 *
 * An endpoint answers that with 500: whose value it was, nobody can tell from a text. One that its caller sent belongs into a schema of the endpoint (`params`,
 * `query`, `body`), which answers 400 before the handler runs.
 *
 * @throws `HKS_ERR_FORGE_PATH` for a value that is empty in the path, that is no text, number or boolean, or that UTF-8 cannot write.
 */
export function route (
  texts: TemplateStringsArray, ...values: ReadonlyArray<string | number | boolean | bigint | URLSearchParams>): string {
  return texts.reduce((path, text, index) => path + encode(values[index - 1], path.includes('?')) + text)
}

function encode (value: unknown, isInQuery: boolean): string {
  if (value instanceof URLSearchParams) {
    if (isInQuery) return value.toString()
    throw new HKS_ERR_FORGE_PATH("a path in which URLSearchParams stand behind the '?'")
  }
  const kind = value === null ? 'null' : typeof value
  if (!WRITABLE.has(kind)) throw badValue(`free of values that are ${kind}`)
  // An empty segment turns `/issue/${key}/comment` into another endpoint.
  if (value === '' && !isInQuery) throw badValue('free of empty values')
  try {
    return encodeURIComponent(String(value))
  } catch {
    // A half surrogate pair: the only thing that it refuses (ECMA-262, "Encode").
    throw badValue('free of half surrogate pairs')
  }
}
