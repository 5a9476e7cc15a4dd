import { Type, type Static } from '@sinclair/typebox'

export const forwardOptions = Type.Object({
  url: Type.String({ minLength: 1, description: 'where events go: https, or http to a host of `allowPrivateHosts`' }),
  keys: Type.Array(Type.String(), {
    minItems: 1, description: 'signing keys, `whsec_` and base64 of 24 to 64 bytes; every one signs, so that the other side can change over'
  }),
  events: Type.Array(Type.String(), { default: ['**'], minItems: 1, description: 'patterns of the events that are forwarded' }),
  mode: Type.Union([Type.Literal('structured'), Type.Literal('binary')], {
    default: 'structured', description: 'CloudEvents content mode: `structured`, all in the body, or `binary`, attributes as headers'
  }),
  timeoutMs: Type.Integer({ default: 10_000, minimum: 1, maximum: 50_000, description: 'how long one request may take, in milliseconds' }),
  retries: Type.Integer({ default: 8, minimum: 0, maximum: 100, description: 'retries after the first attempt, spread over some hours' }),
  self: Type.Boolean({ default: false, description: 'whether events that the app caused itself are forwarded' }),
  allowPrivateHosts: Type.Array(Type.String(), { default: [], description: 'host names or addresses that may be private, exactly as in `url`' })
})

export type ForwardOptions = Static<typeof forwardOptions>
