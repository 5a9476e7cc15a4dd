import { isAbsolute, join, relative } from 'node:path'
import type { Message } from 'esbuild'

/** A place in a source, both numbers from 1. */
export interface Place { readonly file: string, readonly line: number, readonly column: number }

/** `src/index.ts:3:10`, from `root` where the file lies below it. */
export function nameOf ({ file, line, column }: Place, root: string): string {
  return `${pathFrom(root, file)}:${line}:${column}`
}

/** A path as a person would write it who stands in `root`. */
export function pathFrom (root: string, file: string): string {
  const path = relative(root, file)
  return path.startsWith('..') || isAbsolute(path) ? file : path
}

/** Where a message of esbuild points to: its columns count from 0. */
export function placeOf (message: Message, root: string): Place | undefined {
  const { location } = message
  return location === null ? undefined : { file: join(root, location.file), line: location.line, column: location.column + 1 }
}

/** One name of one module in one file: how often it is read there makes no difference to who has to mend it. */
export function nameKey (file: string | undefined, module: string, name: string): string {
  return JSON.stringify([file, module, name])
}
