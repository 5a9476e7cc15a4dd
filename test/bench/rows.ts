/** One comparison: ours against a peer that does equal work, or against ourselves under another condition. */
export interface BenchRow {
  readonly what: string
  readonly ours: string
  readonly peer: string
  /** `at least`: ours per second over the peer's; `at most`: the peer's per second over ours. */
  readonly goal: readonly ['at least' | 'at most', number]
  readonly needs?: 'redis'
}

/** The numbers of the design that an ingest answers. */
export const INGEST_ROWS: readonly BenchRow[] = [
  { what: 'ingest, memory queue', ours: 'ours-memory', peer: 'peer-bare', goal: ['at least', 0.90] },
  { what: 'ingest, lmdb, flushed before the answer', ours: 'ours-lmdb', peer: 'peer-lmdb', goal: ['at least', 0.90] },
  { what: 'routing with 1,000 handlers instead of 10', ours: 'ours-memory-1000', peer: 'ours-memory-10', goal: ['at most', 1.1] }
]
