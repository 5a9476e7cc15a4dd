import { createHash } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose'

/** What the parent gives to every subject. */
export const { APP_ARI = '', KEY_SET_URL = '', DIRECTORY = '', REDIS_URL = '', QUEUE = '' } = process.env

/** How many events a subject stored since it was asked last, and when the first and the last of them were, in milliseconds of the process. */
const stored = { count: 0, firstAt: 0, lastAt: 0 }

/** Call for each event once it is stored. */
export function countStored (): void {
  stored.lastAt = performance.now()
  if (stored.count++ === 0) stored.firstAt = stored.lastAt
}

/** What a question is answered with. */
export type Answers = Readonly<Record<string, (input: number) => unknown>>

/** Tells the parent that the subject listens, or is ready, and answers its questions. */
export function listening (url: string, close: () => Promise<unknown>, answers: Answers = {}): void {
  process.on('message', ({ question, input }: { readonly question: string, readonly input: number }) => {
    if (question === 'stop') close().then(() => process.exit(0), fail)
    else if (question === 'usage') tell({ kind: 'answer', answer: takeUsage() })
    else Promise.resolve(answers[question]?.(input)).then((answer) => { tell({ kind: 'answer', answer }) }, fail)
  })
  // A parent that was killed asks nothing any more.
  process.once('disconnect', () => { process.exit() })
  tell({ kind: 'listening', url })
}

/** Processor time of this process up to now, in milliseconds. */
export function cpuMs (): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function takeUsage (): { readonly cpuMs: number, readonly stored: number, readonly tookMs: number } {
  const usage = { cpuMs: cpuMs(), stored: stored.count, tookMs: stored.lastAt - stored.firstAt }
  stored.count = 0
  return usage
}

function tell (message: unknown): void {
  process.send?.(message)
}

function fail (error: unknown): void {
  console.error(error)
  process.exit(1)
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
