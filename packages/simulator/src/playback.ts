import { wordOf, type Recording } from '@hooksmith/forge/recordings'
import type { Installation } from './installations.js'
import type { DeliverInput, DeliveryOptions } from './invocation.js'
import type { DeliveryRecord } from './journal-record.js'
import type { ForgeSimulator } from './simulator.js'

/** A recording that was sent again. */
export interface Played {
  readonly recording: Recording
  /** The delivery in the journal. */
  readonly record: DeliveryRecord
  /** Status and word of the answer, as in `200 stored` or `401 HKS_ERR_VERIFIER_EXPIRED`. */
  readonly was: string
  /** The same of the answer now; the journal's verdict where none came. */
  readonly is: string
  readonly isSame: boolean
}

/**
 * Answers that say the same: the event was taken. Which of them it is depends on what came before and on the queue's health, not on the
 * request.
 */
const TAKEN: ReadonlySet<string> = new Set(['200 stored', '200 duplicate', '200 spooled'])

/** How a token is made that is refused for the same reason: the recorded one is not there any more. */
const FAULTS: Readonly<Record<string, Pick<DeliveryOptions, 'headers' | 'token'>>> = {
  HKS_ERR_VERIFIER_MISSING: { headers: { authorization: null } },
  HKS_ERR_VERIFIER_MALFORMED: { headers: { authorization: 'Bearer malformed' } },
  HKS_ERR_VERIFIER_ALGORITHM: { token: { alg: 'none' } },
  HKS_ERR_VERIFIER_KEY_UNKNOWN: { token: { kid: 'unknown' } },
  HKS_ERR_VERIFIER_SIGNATURE: { token: { tamper: 'signature' } },
  HKS_ERR_VERIFIER_ISSUER: { token: { iss: 'somebody-else' } },
  HKS_ERR_VERIFIER_EXPIRED: { token: { exp: 1 } },
  HKS_ERR_VERIFIER_NOT_YET_VALID: { token: { nbf: 4_102_444_800 } },
  HKS_ERR_VERIFIER_CLAIMS: { token: { claims: ({ app: _, ...others }) => others } }
}

/** The installation that a recording came from, under the ids that stand in it. The same for recordings of one. */
export function installationOf (simulator: ForgeSimulator, { caller }: Recording): Installation {
  const { appId, installationId, siteId, products: [product, ...alsoCovers], environment, appVersion } = caller
  const known = installationId === null ? undefined : simulator.installations.get(installationId)
  if (known?.appVersion === appVersion && known.environment.type === environment && known.app.id === appId) return known
  return simulator.createInstallation({
    app: simulator.createApp(appId === null ? {} : { id: appId }),
    environment,
    appVersion,
    alsoCovers,
    ...(installationId === null ? {} : { id: installationId }),
    ...(siteId === null ? {} : { cloudId: siteId }),
    ...(product === undefined ? {} : { product })
  })
}

/**
 * The delivery of a recording to a receiver, with a token of this platform's own: as good as the recorded one, or refused for the same
 * reason. Give it to `deliver()`. It comes once, like the recorded request.
 */
export function playbackOf (recording: Recording, installation: Installation, baseUrl: string): DeliverInput {
  const { path, contentType, caller: { moduleKey, moduleType, license }, hasSystemToken, body, answer } = recording
  const { headers, token } = FAULTS[answer] ?? {}
  return {
    installation,
    baseUrl,
    route: path,
    moduleKey,
    moduleType,
    contentType,
    systemToken: hasSystemToken,
    redeliveries: 0,
    token: { ...(license === undefined ? {} : { license }), ...token },
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body })
  }
}

/** Sends a recording again and compares the answers. @throws as {@link ForgeSimulator.deliver}. */
export async function play (simulator: ForgeSimulator, recording: Recording, baseUrl: string): Promise<Played> {
  const { record } = await simulator.deliver(playbackOf(recording, installationOf(simulator, recording), baseUrl))
  const was = verdictOf(recording.status, recording.answer)
  const is = record.answer === undefined ? record.verdict : verdictOf(record.answer.status, wordOf(record.answer.text))
  return { recording, record, was, is, isSame: was === is || (TAKEN.has(was) && TAKEN.has(is)) }
}

function verdictOf (status: number, word: string): string {
  return `${status} ${word}`.trim()
}
