import { isMembers, parseBody } from '../decoder/body.js'
import { HKS_ERR_FORGE_RECORDING } from '../errors.js'
import type { Recording } from './recording.js'
import { RECORDING_FORMAT } from './recording.js'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const orNull = (check: Check): Check => (value) => value === null || check(value)
const orAbsent = (check: Check): Check => (value) => value === undefined || check(value)

const MEMBERS: Readonly<Record<keyof Recording, Check>> = {
  format: (value) => value === RECORDING_FORMAT,
  recordedAt: isNumber,
  path: (value) => isText(value) && String(value).startsWith('/'),
  contentType: orNull(isText),
  caller: isMembers,
  hasSystemToken: (value) => typeof value === 'boolean',
  body: orAbsent((value) => isText(value) || isMembers(value)),
  status: isNumber,
  answer: isText
}

const CALLER: Readonly<Record<keyof Recording['caller'], Check>> = {
  appId: orNull(isText),
  installationId: orNull(isText),
  siteId: orNull(isText),
  products: (value) => Array.isArray(value) && value.every(isText),
  environment: (value) => value === 'DEVELOPMENT' || value === 'STAGING' || value === 'PRODUCTION',
  appVersion: isText,
  moduleKey: isText,
  moduleType: isText,
  license: orAbsent(isMembers)
}

/** Reads a recording from its file. @throws `HKS_ERR_FORGE_RECORDING` naming what is wrong. */
export function parseRecording (bytes: Uint8Array): Recording {
  const { value, reason } = { value: undefined, ...parseBody(bytes) }
  if (reason !== undefined || !isMembers(value)) throw new HKS_ERR_FORGE_RECORDING(reason ?? 'it is no JSON object')
  const { format, caller } = value
  if (typeof format === 'number' && format > RECORDING_FORMAT) throw new HKS_ERR_FORGE_RECORDING(`format ${format} is newer than this release`)
  const wrong = wrongMember(value, MEMBERS) ?? wrongMember(isMembers(caller) ? caller : {}, CALLER, 'caller.')
  if (wrong !== undefined) throw new HKS_ERR_FORGE_RECORDING(`'${wrong}' is missing or wrong`)
  // Every member was checked; what is an object in parsed JSON is one of JSON.
  return value as unknown as Recording
}

function wrongMember (value: Readonly<Record<string, unknown>>, checks: Readonly<Record<string, Check>>, at = ''): string | undefined {
  const wrong = Object.entries(checks).find(([name, check]) => !check(value[name]))
  return wrong === undefined ? undefined : at + wrong[0]
}
