/**
 * Compares two well-formed strings by their UTF-8 bytes.
 *
 * UTF-16 has the same order, except that surrogates, which stand for all above U+FFFF, come before U+E000 to U+FFFF.
 */
export function compareKeys (a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const difference = weight(a.charCodeAt(index)) - weight(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Moves surrogates above every other unit. */
function weight (unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit
}
