import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HKS_ERR_COMMAND_USAGE } from '../errors.js'

/** The text of a file that the command line names. @throws `HKS_ERR_COMMAND_USAGE` when it cannot be read. */
export async function readArgumentFile (file: string, directory: string): Promise<string> {
  try {
    return await readFile(resolve(directory, file), 'utf8')
  } catch {
    throw new HKS_ERR_COMMAND_USAGE(`The file ${file} cannot be read`)
  }
}

/** @param from - What the text is, for the message. @throws `HKS_ERR_COMMAND_USAGE` when it is no JSON object. */
export function parseObject (text: string, from: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Told below, with what was expected.
  }
  throw new HKS_ERR_COMMAND_USAGE(`${from} must hold a JSON object`)
}
