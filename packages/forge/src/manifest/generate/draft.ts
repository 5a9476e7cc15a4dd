import { HKS_ERR_FORGE_MANIFEST_INVALID } from '../../errors.js'
import type { Addition, Path } from '../edit/insert.js'
import { insert } from '../edit/insert.js'
import { formatProblems } from '../format.js'
import type { Manifest, ManifestModule } from '../model.js'
import { modelOf } from '../model.js'
import type { ManifestSource } from '../read.js'
import { readManifest } from '../read.js'

/** A manifest while it is being extended. After each addition the text is read again, so every step sees the whole. */
export class Draft {
  readonly changes: string[] = []
  #source: ManifestSource
  #manifest: Manifest

  /** @throws `HKS_ERR_FORGE_MANIFEST_INVALID` for a text that cannot be read. */
  constructor (input: string | Uint8Array) {
    this.#source = read(input)
    this.#manifest = modelOf(this.#source)
  }

  get text (): string {
    return this.#source.text
  }

  get manifest (): Manifest {
    return this.#manifest
  }

  /** @throws `HKS_ERR_FORGE_MANIFEST_EDIT` where the text cannot hold the addition. */
  add (path: Path, addition: Addition, change: string): void {
    this.#source = read(insert(this.#source, path, addition))
    this.#manifest = modelOf(this.#source)
    this.changes.push(change)
  }

  /** Adds a member to a module, or to something within it. */
  addToModule (module: ManifestModule, below: Path, addition: Addition, change: string): void {
    const at = (this.#manifest.root.in('modules', module.type)?.items ?? []).findIndex((node) => node.get('key')?.text === module.key)
    this.add(['modules', module.type, at, ...below], addition, change)
  }

  /** A key for a new module: this one, or this one with a number. */
  freeKey (wanted: string): string {
    const taken = new Set(this.#manifest.modules.map(({ key }) => key))
    let key = wanted
    for (let number = 2; taken.has(key); number++) key = `${wanted}-${number}`
    return key
  }
}

function read (input: string | Uint8Array): ManifestSource {
  const { source, problems } = readManifest(input)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (source === undefined || errors.length > 0) throw new HKS_ERR_FORGE_MANIFEST_INVALID(formatProblems('manifest.yml', problems))
  return source
}
