/** One thing that was looked at. */
export interface Finding {
  readonly status: 'ok' | 'warning' | 'broken'
  readonly what: 'node' | 'config' | 'receivers' | 'keys' | 'clock' | 'tokens' | 'queue' | 'store' | 'disk'
  readonly text: string
  readonly fix?: string
}
