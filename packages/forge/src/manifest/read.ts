import { LineCounter, parseDocument } from 'yaml'
import type { Alias, Document, Node, YAMLError } from 'yaml'
import { findDeepNesting, MAX_NESTING } from './nesting.js'
import type { Position } from './position.js'
import { START } from './position.js'
import type { ManifestProblem } from './problem.js'
import { problem } from './problem.js'
import { inspect } from './inspect.js'

/** Largest manifest that is read, in bytes. */
export const MAX_MANIFEST_BYTES = 1_048_576
/** A broken file can be wrong at every character; more than this helps nobody. */
const MAX_SYNTAX_PROBLEMS = 20

/** A manifest whose YAML could be read. */
export interface ManifestSource {
  readonly text: string
  readonly document: Document.Parsed
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<Alias, Node>
  positionOf (offset: number): Position
}

/** What reading gave. No `source`: the problems say why nothing further could be checked. */
export interface Reading {
  readonly source?: ManifestSource
  readonly problems: readonly ManifestProblem[]
}

/**
 * Reads the YAML of a manifest with the place of every part. Whatever the bytes are, it answers with problems and never throws.
 *
 * @param input - The file as bytes, which is how wrong encodings are noticed, or as text.
 */
export function readManifest (input: string | Uint8Array): Reading {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength
  if (bytes > MAX_MANIFEST_BYTES) {
    const fix = `a manifest has at most ${MAX_MANIFEST_BYTES} bytes; check that this is the right file`
    return { problems: [problem('file-too-large', START, `The file has ${bytes} bytes`, fix)] }
  }
  const text = typeof input === 'string' ? input.replace(/^\uFEFF/, '') : decode(input)
  return typeof text === 'string' ? parse(text) : { problems: [text] }
}

function decode (input: Uint8Array): string | ManifestProblem {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(input)
  const same = Buffer.from(text)
  const wrong = input.findIndex((byte, at) => byte !== same[at])
  if (wrong === -1) return text.replace(/^\uFEFF/, '')
  const before = Buffer.from(input.buffer, input.byteOffset, wrong).toString('utf8').split('\n')
  const at = { line: before.length, column: (before.at(-1) ?? '').length + 1 }
  return problem('file-not-utf8', at, 'The file is not UTF-8 from here on', 'save it as UTF-8')
}

function parse (text: string): Reading {
  const lines = new LineCounter()
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return line === 0 ? START : { line, column: col }
  }
  const deep = findDeepNesting(text)
  if (deep !== undefined) return { problems: [tooDeep(text, deep)] }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false, logLevel: 'error' })
  const broken = [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_PROBLEMS).map((error) => syntaxProblem(error, positionOf))
  if (document.errors.length > 0) return { problems: broken }
  const { problems, aliases, isSafe } = inspect(document.contents, positionOf)
  return { problems: [...broken, ...problems], ...(isSafe ? { source: { text, document, aliases, positionOf } } : {}) }
}

function tooDeep (text: string, offset: number): ManifestProblem {
  const before = text.slice(0, offset).split('\n')
  const at = { line: before.length, column: (before.at(-1) ?? '').length + 1 }
  return problem('yaml-nesting', at, `Lists and maps nest deeper than ${MAX_NESTING} levels`, 'look for a bracket or a dash that is repeated')
}

function syntaxProblem ({ code, message, pos: [start] }: YAMLError, positionOf: (offset: number) => Position): ManifestProblem {
  return problem('yaml-syntax', positionOf(start), `This is not valid YAML: ${firstLine(message)}`, FIXES[code] ?? 'correct the YAML here, or just above')
}

function firstLine (message: string): string {
  return (message.split('\n')[0] ?? '').slice(0, 200)
}

const FIXES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'indent it like its neighbours, with spaces',
  TAB_AS_INDENT: 'indent with spaces; YAML does not take tabs',
  BLOCK_AS_IMPLICIT_KEY: 'put the inner value on a line of its own, or in quotes',
  MISSING_CHAR: 'close the quote or bracket, or put the missing character',
  MULTIPLE_DOCS: "a manifest is one YAML document: remove the second '---'",
  NON_STRING_KEY: 'write the key as plain text',
  UNRESOLVED_ALIAS: 'define the anchor first, or write the value out'
}
