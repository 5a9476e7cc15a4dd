/** The `code` of whatever was thrown. */
export function codeOf (error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
