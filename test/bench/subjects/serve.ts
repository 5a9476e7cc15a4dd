import { createHash } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose'

/** What the parent gives to every subject. */
export const { APP_ARI = '', KEY_SET_URL = '', DIRECTORY = '', REDIS_URL = '' } = process.env

/** How many events a subject stored since it was asked last, and when the first and the last of them were, in milliseconds of the process. */
const stored = { count: 0, firstAt: 0, lastAt: 0 }

/** Call for each event once it is stored. */
export function countStored (): void {
  stored.lastAt = performance.now()
  if (stored.count++ === 0) stored.firstAt = stored.lastAt
}

/** Tells the parent that the subject listens, and answers its questions. */
export function listening (url: string, close: () => Promise<unknown>): void {
  process.on('message', (question) => {
    if (question === 'stop') close().then(() => process.exit(0), () => process.exit(1))
    const { user, system } = process.cpuUsage()
    process.send?.({ kind: 'usage', cpuMs: (user + system) / 1_000, stored: stored.count, tookMs: stored.lastAt - stored.firstAt })
    stored.count = 0
  })
  process.send?.({ kind: 'listening', url })
}

/** The verification that every hand-written backend does: jose, one key set. */
export function makeVerify (): (authorization: string | undefined) => Promise<string> {
  const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(KEY_SET_URL))
  return async (authorization) => {
    const { payload } = await jwtVerify((authorization ?? '').slice('Bearer '.length), keys, {
      audience: APP_ARI, issuer: 'forge/invocation-token', algorithms: ['RS256']
    })
    const { installationId } = payload.app as { installationId: string }
    return installationId
  }
}

/** A dedupe id over the bytes, as a hand-written backend makes it. */
export function digest (body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url')
}
