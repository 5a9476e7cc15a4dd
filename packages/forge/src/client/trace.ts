/**
 * The headers that carry a trace on: W3C (https://www.w3.org/TR/trace-context/) and B3, as Forge's own deliveries have it. Atlassian joins them
 * (https://developer.atlassian.com/platform/forge/remote/observability/, read 2026-08). None for a context of another form.
 */
export function traceHeaders (traceparent: string | undefined): ReadonlyArray<readonly [name: string, value: string]> {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent ?? '') ?? []
  if (traceparent === undefined || traceId === undefined || spanId === undefined) return []
  // A trace id of 64 bits was padded to become W3C's.
  return [['traceparent', traceparent], ['x-b3-traceid', traceId.replace(/^0{16}/, '')], ['x-b3-spanid', spanId]]
}
