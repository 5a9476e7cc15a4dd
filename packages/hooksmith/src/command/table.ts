import { stripVTControlCharacters } from 'node:util'

/** Rows in columns, the last one as wide as it is. @param head - The names of the columns. */
export function renderTable (head: readonly string[], rows: ReadonlyArray<readonly string[]>, paintHead: (text: string) => string): string {
  const widths = head.map((name, at) => Math.max(...[name, ...rows.map((row) => row[at] ?? '')].map((cell) => stripVTControlCharacters(cell).length)))
  const line = (cells: readonly string[]): string => cells.map((cell, at) => at === cells.length - 1 ? cell : pad(cell, widths[at] ?? 0)).join('  ').trimEnd()
  return [paintHead(line(head)), ...rows.map(line)].map((text) => `  ${text}`).join('\n')
}

function pad (cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - stripVTControlCharacters(cell).length))
}

/** How long ago an instant was, or how far it is: `3 min`, `2 h`, `5 d`. */
export function describeSpan (ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`
}
