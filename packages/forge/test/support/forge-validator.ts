import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProcessorBuilder, ValidationTypes } from '@forge/manifest'

/**
 * Errors of the validator in Forge's own command line: schema, modules, permissions and remotes as `forge lint` runs them, then the scopes
 * of events as `forge deploy` checks them. Empty: it would accept. Reads files, so it gets a folder of its own; needs no network.
 */
export async function askForge (manifest: string): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'hooksmith-manifest-'))
  try {
    const file = join(directory, 'manifest.yml')
    await writeFile(file, manifest)
    const found: string[] = []
    for (const type of [ValidationTypes.FULL, ValidationTypes.PRODUCT_TRIGGER]) {
      const { success, errors = [] } = await run(type, file)
      const messages = errors.filter(({ level }) => level === 'error').map(({ line, message }) => `${line} ${message}`)
      found.push(...messages)
      // Warnings alone count as failure in some of its steps, and as none to the command line.
      if (!success && errors.length === 0) found.push('refused without a message')
    }
    return [...new Set(found)]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Verdict {
  readonly success: boolean
  readonly errors?: ReadonlyArray<{ readonly level?: string, readonly line?: number, readonly message: string }> | undefined
}

/** An empty list of events makes 13.7.0 throw a TypeError while it words its message; to a user that is a refusal too. */
async function run (type: ValidationTypes, file: string): Promise<Verdict> {
  try {
    return await ProcessorBuilder.instance().withValidation(type).build().process(file)
  } catch (error) {
    return { success: false, errors: [{ level: 'error', line: 0, message: `the validator itself failed: ${String(error)}` }] }
  }
}
