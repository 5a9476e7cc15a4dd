import { test } from 'tap'
import { matchesPattern, parsePattern } from '../src/pattern.js'

function matches (text: string, type: string): boolean {
  const pattern = parsePattern(text)
  if (typeof pattern === 'string') throw new TypeError(pattern)
  return matchesPattern(pattern, type)
}

test('an exact name matches itself and nothing else', async (t) => {
  t.equal(matches('avi:confluence:created:page', 'avi:confluence:created:page'), true)
  t.equal(matches('avi:confluence:created:page', 'avi:confluence:created:pages'), false)
  t.equal(matches('avi:confluence:created:page', 'avi:confluence:created'), false)
})

test('one star stands for exactly one segment', async (t) => {
  t.equal(matches('avi:*:created:page', 'avi:confluence:created:page'), true)
  t.equal(matches('avi:*', 'avi:confluence:created'), false)
  t.equal(matches('avi:*:page', 'avi:page'), false)
})

test('an empty segment counts as a segment', async (t) => {
  t.equal(matches('avi:cloud:ecosystem:*:event', 'avi:cloud:ecosystem::event'), true)
  t.equal(matches('avi:*', 'avi:'), true)
  t.equal(matches('avi:cloud:ecosystem:event', 'avi:cloud:ecosystem::event'), false)
})

test('two stars at the end stand for one segment or more, never for none', async (t) => {
  t.equal(matches('avi:confluence:**', 'avi:confluence:created:space:V2'), true)
  t.equal(matches('avi:confluence:**', 'avi:confluence:x'), true)
  t.equal(matches('avi:confluence:**', 'avi:confluence'), false)
  t.equal(matches('**', 'anything'), true)
})

test('characters that mean something to regular expressions are data', async (t) => {
  t.equal(matches('a.c:*', 'abc:x'), false)
  t.equal(matches('a.c:*', 'a.c:x'), true)
})

test('a star inside a segment, two stars in the middle, and bad lengths are refused in words', async (t) => {
  for (const text of ['avi:conf*:x', 'avi:**:x', '***', '', 'x'.repeat(257)]) t.type(parsePattern(text), 'string', text)
})
