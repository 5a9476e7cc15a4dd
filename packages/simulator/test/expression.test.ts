import { test } from 'tap'
import { evaluate, parseExpression } from '../src/index.js'

const EVENT = {
  selfGenerated: false,
  content: { id: '98310', type: 'page', version: 3, space: { key: 'DOC', id: 65538 }, labels: ['a', 'b'], parent: null },
  'odd name': true
}

const passes = (text: string): boolean => evaluate(parseExpression(text), EVENT)

test('comparison, logic, members, indexes and arithmetic', (t) => {
  const yes = [
    "event.content.space.key == 'DOC'", 'event.content.space.key == "DOC"', "event.content.type != 'blogpost'", "event['odd name']",
    'event.content.version >= 3 && event.content.version < 4', "event.content.labels[1] == 'b'", 'event.content.labels.length == 2',
    "!event.selfGenerated || event.nothing == 'never looked at'", 'event.content.parent == null', "event.content.id < '99'",
    'event.content.nothing?.id == null', "event.content?.space?.key == 'DOC'", 'event.content.parent?.id == null',
    "(event.content.type == 'page' ? event.content.version : 0) == 1 + 2", 'true', "event.content.labels[0] + 'x' == 'ax'", '-1 < 0'
  ]
  const no = ["event.content.space.key == 'OPS'", "event.content.version == '3'", 'event.selfGenerated', 'false && event.nothing']
  for (const text of yes) t.equal(passes(text), true, text)
  for (const text of no) t.equal(passes(text), false, text)
  t.end()
})

test('what is missing, of the wrong type or no Boolean is an error', (t) => {
  const bad = [
    'event.content.nothing', "event.nothing == 'x'", 'event.content.labels[7] == 1', 'event.content.parent.id == 1', 'event.content.version',
    'event.content.type && true', '!event.content.type', 'event.content.type < 3', 'event.content.type - 1 == 0', "'x'", 'event',
    'event.content.constructor == null', 'event.__proto__ == null', 'event.content.labels.map == null'
  ]
  for (const text of bad) t.throws(() => passes(text), { code: 'HKS_ERR_SIMULATOR_EXPRESSION' }, text)
  t.end()
})

test('what is no part of the language is refused', (t) => {
  const bad = [
    '', 'other.content', 'event.content.labels.includes("a")', '[1] == [1]', 'event.content == {}', 'x => x', 'event; event', 'a, b', '1 === 1',
    'this == null', '~1 == 1', '1 & 1', 'event.content.type =', "'open", '/x/ == 1', 'new Date()', '`x` == 1', 'typeof event == 1'
  ]
  for (const text of bad) t.throws(() => parseExpression(text), { code: 'HKS_ERR_SIMULATOR_EXPRESSION' }, text)
  t.end()
})

test('length, depth and steps are bounded', (t) => {
  const code = 'HKS_ERR_SIMULATOR_EXPRESSION'
  const padded = `true${' '.repeat(9_996)}`
  t.equal(passes(padded), true)
  t.throws(() => parseExpression(`${padded} `), { code })
  t.throws(() => parseExpression(`${'('.repeat(201)}true${')'.repeat(201)}`), { code })
  t.equal(passes(`${'('.repeat(200)}true${')'.repeat(200)}`), true)
  t.throws(() => parseExpression(`${'!'.repeat(500)}true`), { code })
  t.throws(() => parseExpression(`event${'.a'.repeat(500)}`), { code })
  t.end()
})
