import type { Response } from 'undici'
import { HKS_ERR_FORGE_ANSWER } from './errors.js'

/** Largest answer that is read whole, in bytes. Products' answers are handed on unread. */
export const MAX_ANSWER_BYTES = 8_388_608

/** Reads an answer as text. @throws `HKS_ERR_FORGE_ANSWER` when it is too large, or breaks off. */
export async function readBounded (answer: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const part of answer.body ?? []) {
      if (!(part instanceof Uint8Array)) continue
      bytes += part.byteLength
      if (bytes > MAX_ANSWER_BYTES) throw new HKS_ERR_FORGE_ANSWER(`it is larger than ${MAX_ANSWER_BYTES} bytes`)
      parts.push(part)
    }
  } catch (error) {
    if (error instanceof HKS_ERR_FORGE_ANSWER) throw error
    throw new HKS_ERR_FORGE_ANSWER('it broke off')
  }
  return Buffer.concat(parts).toString('utf8')
}
