import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLError } from 'yaml'
import { findDeepNesting, MAX_NESTING } from '@hooksmith/forge/manifest'
import { formatPath, quote, type ConfigCode, type ConfigProblem, type Path, type Where } from './problem.js'
import { brokenSource, isObject, type ConfigSource } from './source.js'

/** Largest file that is read, in characters. */
const MAX_LENGTH = 1_048_576
/** How many values aliases may stand for: expanding more is how a small file fills a memory. */
const MAX_ALIASES = 100
/** A broken file can be wrong at every character; more than this helps nobody. */
const MAX_SYNTAX_PROBLEMS = 20

/** Reads a config in YAML, or in JSON, which is YAML as well. Answers for any text and never throws. */
export function readYamlText (file: string, text: string): ConfigSource {
  const at = (offset: number): Where => placeOf(file, text, offset)
  const refuse = (code: ConfigCode, where: Where, message: string, fix: string): ConfigSource =>
    brokenSource(file, [{ code, where, message, fix }])
  if (text.length > MAX_LENGTH) return refuse('file-unreadable', { file }, `the file has ${text.length} characters`, `a config has at most ${MAX_LENGTH}; check that this is the right file`)
  const deep = findDeepNesting(text)
  if (deep !== undefined) return refuse('file-syntax', at(deep), `lists and maps nest deeper than ${MAX_NESTING} levels`, 'look for a bracket or a dash that is repeated')
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, logLevel: 'error' })
  const broken = document.errors.slice(0, MAX_SYNTAX_PROBLEMS).map((error) => syntaxProblem(error, at, text))
  if (broken.length > 0) return brokenSource(file, broken)
  const value = valueOf(document)
  if (value === undefined) return refuse('file-syntax', at(0), `aliases stand for more than ${MAX_ALIASES} values, or for nothing`, 'write the values out')
  if (value === null) return { file, value: {}, problems: [], where: () => at(0) }
  if (!isObject(value)) return refuse('file-no-config', at(0), `the file holds ${describe(value)} where members with names are due`, "begin with a member, for example 'plugins:'")
  return { file, value, problems: [], where: (path) => whereIn(document, path, file, at) }
}

function valueOf (document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown
  } catch {
    // What the library throws says nothing that the sentence above does not.
    return undefined
  }
}

function placeOf (file: string, text: string, offset: number): Where {
  const before = text.slice(0, offset).split('\n')
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

function syntaxProblem ({ code, message, pos: [start] }: YAMLError, at: (offset: number) => Where, text: string): ConfigProblem {
  if (code === 'DUPLICATE_KEY') {
    const name = quote((/^["']?([^"':\s]+)/.exec(text.slice(start)) ?? [])[1] ?? '')
    return { code: 'name-duplicate', where: at(start), message: `${name} stands here a second time`, fix: 'merge the two, and remove one' }
  }
  const first = (message.split('\n')[0] ?? '').slice(0, 200)
  return { code: 'file-syntax', where: at(start), message: `this is not valid YAML: ${first}`, fix: FIXES[code] ?? 'correct it here, or just above' }
}

const FIXES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'indent it like its neighbours, with spaces',
  TAB_AS_INDENT: 'indent with spaces; YAML does not take tabs',
  BLOCK_AS_IMPLICIT_KEY: 'put the inner value on a line of its own, or in quotes',
  MISSING_CHAR: 'close the quote or bracket, or put the missing character',
  MULTIPLE_DOCS: "a config is one document: remove the second '---'"
}

function whereIn (document: Document, path: Path, file: string, at: (offset: number) => Where): Where {
  let node: unknown = document.contents
  let offset = 0
  for (const part of path) {
    const next = memberOf(node, part)
    if (next === undefined) break
    offset = next.offset
    node = next.value
  }
  return { ...at(offset), file, ...path.length === 0 ? {} : { path: formatPath(path) } }
}

function memberOf (node: unknown, part: string | number): { readonly offset: number, readonly value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === part)
    return pair === undefined || !isScalar(pair.key) ? undefined : { offset: pair.key.range?.[0] ?? 0, value: pair.value }
  }
  if (!isSeq(node) || typeof part !== 'number') return undefined
  const item = node.items[part]
  return isScalar(item) || isMap(item) || isSeq(item) ? { offset: item.range?.[0] ?? 0, value: item } : undefined
}

function describe (value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
