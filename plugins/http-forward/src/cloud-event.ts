import type { EventEnvelope } from '@hooksmith/core'

/** A request's body with the headers that say what it is. */
export interface Content { readonly body: string, readonly headers: Readonly<Record<string, string>> }

/**
 * An event in the structured content mode: everything in the body.
 *
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#32-structured-content-mode
 */
export function structured (event: EventEnvelope): Content {
  return { body: JSON.stringify(event), headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' } }
}

/**
 * An event in the binary content mode: its data in the body, its attributes in `ce-` headers.
 *
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export function binary (event: EventEnvelope): Content {
  const { data, datacontenttype = 'application/json', ...attributes } = event
  const headers = Object.entries(attributes).filter(([, value]) => value !== undefined).map(([name, value]) => [`ce-${name}`, encode(String(value))])
  return { body: JSON.stringify(data ?? null), headers: { ...Object.fromEntries(headers), 'content-type': datacontenttype } }
}

/** Space, `"`, `%` and all but printable ASCII, as UTF-8 in percent encoding ("HTTP Header Values", §3.1.3.2 of the binding). */
function encode (value: string): string {
  return value.replace(/[^\x21-\x7e]|["%]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''))
}
