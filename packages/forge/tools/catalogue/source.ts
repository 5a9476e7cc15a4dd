import { readFile } from 'node:fs/promises'

/** The keywords of JSON Schema (draft-07) that the catalogue uses. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: string
  readonly enum?: readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly description?: string
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly properties?: { readonly [name: string]: Schema }
}

/** One entry of `events` in forge-events.json. The file's own `legend` says what each member means. */
export interface SourceEvent {
  readonly name: string
  readonly product: string
  readonly kind: string
  readonly entity: string
  readonly action: string
  readonly status: string
  readonly inScopeMap: boolean
  readonly discriminator: string
  readonly scopes: { readonly classic: readonly string[], readonly granular: readonly string[], readonly source: string }
  readonly requiredKeys: readonly string[]
  readonly payloadEvidence: string
  readonly payloadSchema: Schema
  readonly sample: { readonly [key: string]: unknown }
  readonly sources: readonly string[]
  readonly notes?: readonly string[]
}

/** forge-events.json, as far as the generator reads it. */
export interface Source {
  readonly asOf: string
  readonly counts: { readonly total: number, readonly byProduct: { readonly [product: string]: number } }
  readonly definitions: { readonly [name: string]: Schema }
  readonly events: readonly SourceEvent[]
}

const file = new URL('../../forge-events.json', import.meta.url)

/** Reads the catalogue's data. What the cast claims, test/catalogue.test.ts checks: schemas by ajv, members by use. */
export async function readSource (): Promise<Source> {
  return JSON.parse(await readFile(file, 'utf8')) as Source
}
