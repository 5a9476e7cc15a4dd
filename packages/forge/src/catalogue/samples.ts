import { readFile } from 'node:fs/promises'
import type { ForgeEventBody } from '../events/index.js'
import { findForgeEvent } from './catalogue.js'

// The same path from src/catalogue and from dist/catalogue.
const file = new URL('../../forge-events.json', import.meta.url)

interface Entry { readonly name: string, readonly sample: { readonly [key: string]: unknown } }

let samples: Promise<ReadonlyMap<string, Entry['sample']>> | undefined

async function readSamples (): Promise<ReadonlyMap<string, Entry['sample']>> {
  // The file is this package's own; the catalogue's tests check every entry of it.
  const { events } = JSON.parse(await readFile(file, 'utf8')) as { readonly events: readonly Entry[] }
  return new Map(events.map(({ name, sample }) => [name, sample]))
}

/**
 * A body of this event with invented values, valid by its schema. The first call reads forge-events.json (500 kB); every
 * call returns a copy of its own. Rejects with Node's own error when the file cannot be read, and tries again next time.
 *
 * @param name - As for {@link findForgeEvent}.
 * @returns `undefined` for a name that the catalogue does not know.
 */
export async function readForgeEventSample<N extends string> (name: N): Promise<ForgeEventBody<N>>
export async function readForgeEventSample (name: string): Promise<unknown> {
  const facts = findForgeEvent(name)
  if (facts === undefined) return undefined
  samples ??= readSamples().catch((cause: unknown) => {
    samples = undefined
    throw cause
  })
  const sample = (await samples).get(facts.name)
  const isConcrete = facts.isPattern && name !== facts.name
  return { ...structuredClone(sample), ...(isConcrete ? { [facts.discriminator]: name } : {}) }
}
