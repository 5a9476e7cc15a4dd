import type { TSchema } from '@sinclair/typebox'
import { HKS_ERR_ENDPOINT_CONTENT_TYPE } from './errors.js'
import { Fit, refusalOf } from './fit.js'

const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;|$)/i

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Reads the bodies of one endpoint. */
export class BodyReader {
  readonly #fit: Fit | undefined

  /** @throws Whatever TypeBox thinks of a schema that is none. */
  constructor (schema: TSchema | undefined) {
    this.#fit = schema === undefined ? undefined : new Fit('body', schema)
  }

  /** @throws `HKS_ERR_ENDPOINT_BODY`, `HKS_ERR_ENDPOINT_CONTENT_TYPE`. */
  read (rawBody: Uint8Array, contentType: string | readonly string[] | undefined): unknown {
    const isJson = typeof contentType === 'string' && JSON_TYPE.test(contentType)
    if (!isJson && rawBody.length > 0) {
      if (this.#fit !== undefined) throw new HKS_ERR_ENDPOINT_CONTENT_TYPE()
      return undefined
    }
    const value = rawBody.length === 0 ? undefined : parse(rawBody)
    return this.#fit === undefined ? value : this.#fit.of(value)
  }
}

function parse (rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(rawBody))
  } catch {
    // The text of a parser's error repeats parts of the body.
    throw refusalOf('body', [{ path: '', message: 'it is no JSON' }])
  }
}
