import { CST, Lexer } from 'yaml'

/** How deep a manifest may nest. Forge's own schema needs about a dozen levels. */
export const MAX_NESTING = 64

const SOURCELESS: ReadonlySet<string | null> = new Set(['doc-mode', 'flow-error-end', 'scalar'])
const INDICATORS: ReadonlySet<string | null> = new Set(['seq-item-ind', 'explicit-key-ind'])

/**
 * Where lists and maps first nest deeper than {@link MAX_NESTING}; `undefined` when they never do.
 *
 * Asked before anything is parsed: at some thousand levels of `- - - …` the parser of `yaml` 2.9.1 uses up the stack inside a regular
 * expression, and Node 20 then aborts the process, which nothing can catch.
 */
export function findDeepNesting (text: string): number | undefined {
  const columns: number[] = []
  let [offset, lineStart, flowDepth, isIndent] = [0, 0, 0, true]
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token)
    if (SOURCELESS.has(type) && token.length === 1) continue
    if (type === 'flow-map-start' || type === 'flow-seq-start') flowDepth++
    if (type === 'flow-map-end' || type === 'flow-seq-end') flowDepth--
    if (type !== 'space' && type !== 'newline' && (isIndent || INDICATORS.has(type))) {
      push(columns, offset - lineStart)
      isIndent = false
    }
    if (columns.length + flowDepth > MAX_NESTING) return offset
    offset += token.length
    if (type === 'newline') [lineStart, isIndent] = [offset, true]
  }
  return undefined
}

/** Keeps the columns at which the open blocks began. */
function push (columns: number[], column: number): void {
  while ((columns.at(-1) ?? -1) >= column) columns.pop()
  columns.push(column)
}
