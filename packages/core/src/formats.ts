import { FormatRegistry } from '@sinclair/typebox'
// The table alone, which ajv's own generated code imports as well; the package's entry would load all of ajv.
import { fullFormats } from 'ajv-formats/dist/formats.js'

type IsOfFormat = (text: string) => boolean

/** The pattern for `url` backtracks: a text of 20,000 characters takes it more than a second. */
const MAX_URL_LENGTH = 4_096

/**
 * Has TypeBox know the formats of texts that Fastify knows (`date-time`, `uri`, `email`, `uuid` …), with the same checks, for the whole process. One that
 * somebody has set before stays theirs, and whoever sets one later has it.
 */
export function knowUsualFormats (): void {
  for (const [name, given] of Object.entries(fullFormats)) {
    const check = checkOf(given)
    if (check === undefined || FormatRegistry.Has(name)) continue
    FormatRegistry.Set(name, name === 'url' ? (text) => text.length <= MAX_URL_LENGTH && check(text) : check)
  }
}

/** `undefined` for formats of numbers. */
function checkOf (given: unknown): IsOfFormat | undefined {
  if (given === true) return () => true
  if (given instanceof RegExp) return (text) => given.test(text)
  // As ajv types them: without `type`, a function takes texts.
  if (typeof given === 'function') return given as IsOfFormat
  if (typeof given !== 'object' || given === null || ('type' in given && given.type === 'number')) return undefined
  return 'validate' in given ? checkOf(given.validate) : undefined
}
