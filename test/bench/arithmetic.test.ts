import { test } from 'tap'
import { figureOf, inTurns, median, quantile } from './arithmetic.js'

test('the median is the middle value, whatever the order', async (t) => {
  t.equal(median([5, 1, 3]), 3)
  t.equal(median([4, 1, 3, 2]), 3)
  t.ok(Number.isNaN(median([])), 'NaN of nothing')
})

test('a quantile of 0.99 leaves one value of a hundred above it', async (t) => {
  const values = Array.from({ length: 200 }, (_none, at) => 200 - at)
  t.equal(values.filter((value) => value > quantile(values, 0.99)).length, 1)
  t.equal(quantile([7], 0.99), 7)
})

test("a goal of 'at least' is met from its number on, one of 'at most' up to it", async (t) => {
  t.equal(figureOf('row', ['at least', 0.9], [0.9], '').isMet, true)
  t.equal(figureOf('row', ['at least', 0.9], [0.89], '').isMet, false)
  t.equal(figureOf('row', ['at most', 2], [2], '').isMet, true)
  t.equal(figureOf('row', ['at most', 2], [2.1], '').isMet, false)
})

test('a figure is judged by its median and shows the least and the greatest', async (t) => {
  const figure = figureOf('row', ['at least', 1], [3, 0.1, 1.5], 'detail')
  t.match(figure, { ratio: 1.5, spread: [0.1, 3], rounds: 3, isMet: true, goal: 'at least 1' })
})

test('a row without a ratio, or with one that is no number, misses every goal', async (t) => {
  for (const ratios of [[], [NaN]]) {
    t.equal(figureOf('row', ['at least', 0], ratios, '').isMet, false)
    t.equal(figureOf('row', ['at most', 9], ratios, '').isMet, false)
  }
})

test('without time left there are three rounds, and no fourth one', async (t) => {
  let asked = 0
  const pairs = await inTurns(9, async () => 'ours', async () => 'peer', () => ++asked < 2)
  t.equal(pairs.length, 4)
  t.equal((await inTurns(9, async () => 'ours', async () => 'peer', () => false)).length, 3)
  t.equal((await inTurns(2, async () => 'ours', async () => 'peer', () => false)).length, 2)
})

test('who goes first changes with every round', async (t) => {
  const order: string[] = []
  const pairs = await inTurns(3, async () => order.push('ours'), async () => order.push('peer'))
  t.strictSame(order, ['ours', 'peer', 'peer', 'ours', 'ours', 'peer'])
  t.strictSame(pairs, [{ ours: 1, peer: 2 }, { ours: 4, peer: 3 }, { ours: 5, peer: 6 }])
})
