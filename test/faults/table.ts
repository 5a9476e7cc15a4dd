import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Row } from './scenario.js'

const HEAD = ['what fails', 'driver', 'sent', '2xx', 'given up', 'handled', 'lost', 'run again', 'allowed', 'dead', 's', ''] as const
const CACHE = new URL('../../.cache/faults/', import.meta.url)

/** One line a scenario. */
export function renderTable (rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_name, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) => row.map((cell, column) => {
    const width = widths[column] ?? 0
    return column < 2 ? cell.padEnd(width) : cell.padStart(width)
  }).join('  ').trimEnd()).join('\n')
}

/** Keeps the rows as JSON where a report can be made of them. Resolves to the file's path. */
export async function writeRows (name: string, rows: readonly Row[]): Promise<string> {
  const file = new URL(`${name}.json`, CACHE)
  await mkdir(CACHE, { recursive: true })
  await writeFile(file, `${JSON.stringify(rows, undefined, 2)}\n`)
  return fileURLToPath(file)
}

function cellsOf (row: Row): string[] {
  const { scenario, driver, sent, answered, givenUp, handled, lost, repeats, mayRepeat, dead, durationMs, complaints } = row
  const counts = [sent, answered, givenUp, handled, lost, repeats, mayRepeat, dead].map(String)
  return [scenario, driver, ...counts, (durationMs / 1_000).toFixed(1), complaints.length === 0 ? 'ok' : 'FAILED']
}
