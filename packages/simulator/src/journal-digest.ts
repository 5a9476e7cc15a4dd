import { createHash } from 'node:crypto'
import type { DeliveryRecord, Withheld } from './journal-record.js'

/** SHA-256, hex, over what the same seed and the same calls give again; see {@link Journal.digest}. */
export function digestOf (records: readonly DeliveryRecord[], withheld: readonly Withheld[]): string {
  const hash = createHash('sha256')
  const ordered = [...records].sort((a, b) => a.at - b.at || a.order - b.order || a.retryCount - b.retryCount)
  for (const record of ordered) hash.update(`${JSON.stringify(stableOf(record))}\n`)
  const lines = withheld.map((entry) => JSON.stringify(entry))
  for (const line of lines) hash.update(`${line}\n`)
  return hash.digest('hex')
}

function stableOf ({ number: _, durationMs: __, request, ...record }: DeliveryRecord): unknown {
  const { url, headers, token, body: ___, ...rest } = request
  const { authorization: ____, 'x-forge-oauth-system': systemToken, 'x-forge-oauth-user': userToken, ...others } = headers
  const { jti, iat, exp } = token
  const has = { hasSystemToken: systemToken !== undefined, hasUserToken: userToken !== undefined }
  return { ...record, request: { ...rest, path: pathOf(url), headers: others, ...has, token: { jti, iat, exp } } }
}

function pathOf (url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
