import { checkManifest, formatProblems, MANIFEST_CODES, MAX_MANIFEST_BYTES, problemsToJson } from '@hooksmith/forge/manifest'
import fc from 'fast-check'
import { test } from 'tap'
import { changed, found, GOOD } from './support/manifests.js'

/** What is reported first, as `line:column code`. */
function first (input: string | Uint8Array): string {
  const [problem] = checkManifest(input)
  return problem === undefined ? 'nothing' : `${problem.line}:${problem.column} ${problem.code}`
}

test('broken YAML is reported where it breaks, and nothing else is', async (t) => {
  t.equal(first('app:\n  id: "open\nmodules: 1\n'), '4:1 yaml-syntax')
  t.equal(first('app:\n\tid: x\n'), '2:1 yaml-syntax')
  t.equal(first('app: a: b\n'), '1:6 yaml-syntax')
  t.equal(first('a: 1\n---\nb: 2\n'), '2:1 yaml-syntax')
  t.equal(first('? [a]\n: 1\n'), '1:3 yaml-syntax')
  t.same(new Set(checkManifest('app: [\n  b: }\n').map(({ code }) => code)), new Set(['yaml-syntax']))
})

test('a key that stands twice is reported at its second place, and the rest is checked as well', async (t) => {
  const text = changed(['      interval: hour\n', '      interval: hourly\n      interval: hour\n'])
  t.same(found(text), ['17 value-unknown', '18 yaml-duplicate-key'])
  t.match(checkManifest(text)[1]?.message, /after line 17/)
})

test('aliases that stand for nothing, for themselves, or for too much are refused before they are followed', async (t) => {
  t.equal(first('app: *nobody\n'), '1:6 yaml-alias')
  t.equal(first('app: &a\n  id: *a\n'), '2:7 yaml-alias')
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 30 }, (_, at) =>
    `a${at + 1}: &a${at + 1} [${Array.from({ length: 10 }, () => `*a${at}`).join(', ')}]`)]
  t.equal(first(bomb.join('\n')), '4:45 yaml-alias')
})

test('nesting that would use up the stack is refused before it is parsed', async (t) => {
  for (const part of ['[', '- ', '{a: ', '? ', '- [']) t.match(first(part.repeat(20_000)), /^1:\d+ yaml-nesting$/, part)
  const stairs = Array.from({ length: 1_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')
  t.equal(first(stairs), '65:65 yaml-nesting')
  t.not(first('['.repeat(60) + ']'.repeat(60)).split(' ')[1], 'yaml-nesting')
})

test('a file above the size limit is not read', async (t) => {
  t.equal(first(`# ${'x'.repeat(MAX_MANIFEST_BYTES)}`), '1:1 file-too-large')
  t.equal(first(`${GOOD}#${'x'.repeat(MAX_MANIFEST_BYTES - GOOD.length - 1)}`), 'nothing')
})

test('bytes that are not UTF-8 are reported where they stand', async (t) => {
  t.equal(first(Buffer.concat([Buffer.from('app:\n  id: f'), Buffer.from([0xfc]), Buffer.from('r\n')])), '2:8 file-not-utf8')
  t.equal(first(Buffer.from(`\uFEFF${GOOD}`, 'utf16le')), '1:1 file-not-utf8')
})

test('a byte order mark, Windows line ends and a replacement character of its own are fine', async (t) => {
  t.same(found(Buffer.from(`\uFEFF${GOOD}`)), [])
  t.same(found(`\uFEFF${GOOD.replaceAll('\n', '\r\n')}`), [])
  t.same(found(Buffer.from(`# \uFFFD\n${GOOD}`)), [])
})

test('an empty manifest, and one that is no map, are one mistake', async (t) => {
  t.same(found(''), ['1 type-wrong'])
  t.same(found('# only a comment\n'), ['1 type-wrong'])
  t.same(found('- app\n'), ['1 type-wrong'])
})

test('whatever the bytes, the answer is a sorted list of coded problems', async (t) => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), damagedManifest())
  fc.assert(fc.property(bytes, (input) => {
    const problems = checkManifest(input)
    return problems.every(({ code, line, column, message }, at) => Object.hasOwn(MANIFEST_CODES, code) && line >= 1 && column >= 1 &&
      !/\n\s+at /.test(message) && (at === 0 || (problems[at - 1]?.line ?? 0) <= line))
  }), { numRuns: 300 })
  t.pass('no input made it throw')
})

/** {@link GOOD} with a stretch of it replaced by something that YAML cares about. */
function damagedManifest (): fc.Arbitrary<string> {
  const part = fc.constantFrom('', ':', '- ', '[', '{', '}', '\n', '  ', '\t', '&a ', '*a', '"', "'", '|', '~', '? ', '!!map ', '#', 'null', '1', '$' + '{X}')
  return fc.tuple(fc.nat(GOOD.length), fc.nat(30), part).map(([at, length, text]) => GOOD.slice(0, at) + text + GOOD.slice(at + length))
}

test('the last line of the output counts, and JSON says whether there is an error', async (t) => {
  t.equal(formatProblems('manifest.yml', []), 'manifest.yml: 0 errors, 0 warnings')
  const warned = checkManifest(changed(['updated:page', 'udpated:page']))
  t.match(formatProblems('m.yml', warned), /\nm\.yml: 0 errors, 1 warning$/)
  t.equal(JSON.parse(problemsToJson('m.yml', warned)).ok, true)
  t.equal(JSON.parse(problemsToJson('m.yml', checkManifest(''))).ok, false)
})
