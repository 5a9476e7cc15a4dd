import { SourceMap } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place } from './refusal.js'

/** Where in the sources a place of the bundle comes from. */
export class SourcePositions {
  readonly #map: SourceMap
  readonly #sourceRoot: string

  /** @param text - A source map, as JSON. */
  constructor (text: string) {
    const map = JSON.parse(text) as ConstructorParameters<typeof SourceMap>[0]
    this.#sourceRoot = map.sourceRoot
    // Node joins sourceRoot and source as URLs would be; here both are paths.
    this.#map = new SourceMap({ ...map, sourceRoot: '' })
  }

  /** The source of a place in the bundle, both numbers from 1; `undefined` for what esbuild itself wrote. */
  find (line: number, column: number): Place | undefined {
    const entry = this.#map.findEntry(line - 1, column - 1)
    if (!('originalSource' in entry)) return undefined
    const { originalSource, originalLine, originalColumn } = entry
    const file = originalSource.startsWith('file:') ? fileURLToPath(originalSource) : resolve(this.#sourceRoot, originalSource)
    return { file, line: originalLine + 1, column: originalColumn + 1 }
  }

  /** A stack trace in which frames of the bundle name the sources. */
  mapStack (stack: string, bundleName: string): string {
    const [first = '', ...others] = stack.split(bundleName)
    return others.reduce((mapped, part) => {
      const [whole = '', line, column] = /^:(\d+):(\d+)/.exec(part) ?? []
      const place = line === undefined ? undefined : this.find(Number(line), Number(column))
      return place === undefined
        ? `${mapped}${bundleName}${part}`
        : `${mapped}${place.file}:${place.line}:${place.column}${part.slice(whole.length)}`
    }, first)
  }
}
