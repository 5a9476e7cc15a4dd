import { test } from 'tap'
import { Heap } from '../src/heap.js'
import { Lane } from '../src/lane.js'
import { Marks } from '../src/marks.js'
import { Windows } from '../src/windows.js'

test('a heap gives its items in order, also after any of them were taken out', (t) => {
  const heap = new Heap<{ value: number, slot: number }>((a, b) => a.value < b.value)
  const items = Array.from({ length: 500 }, (_none, n) => ({ value: (n * 7919) % 503, slot: 0 }))
  for (const item of items) heap.add(item)
  const gone = items.filter((_item, n) => n % 3 === 0)
  for (const item of gone) heap.remove(item)
  const left: number[] = []
  for (let first = heap.first; first !== undefined; first = heap.first) {
    heap.remove(first)
    left.push(first.value)
  }
  t.same(left, items.filter((item) => !gone.includes(item)).map((item) => item.value).sort((a, b) => a - b))
  t.end()
})

test('ids are forgotten once their windows are over, however they lie', (t) => {
  const windows = new Windows()
  for (let n = 0; n < 5_000; n++) windows.add(`id-${n}`, 1_000 + (n * 7919) % 60_000)
  for (let call = 0; call < 100; call++) windows.sweep(30_000)
  t.ok(windows.size > 2_000 && windows.size < 3_000, 'about half are left')
  t.equal(windows.has('id-0', 999), false)
  for (let call = 0; call < 100; call++) windows.sweep(62_000)
  t.equal(windows.size, 0)
  t.end()
})

test('one sweep forgets a bounded number of ids', (t) => {
  const windows = new Windows()
  for (let n = 0; n < 5_000; n++) windows.add(`id-${n}`, 1_000)
  windows.sweep(2_000)
  t.ok(windows.size >= 4_800 && windows.size < 5_000, 'some are gone')
  t.end()
})

test('an id that was stored again keeps its new window through a sweep', (t) => {
  const windows = new Windows()
  windows.add('a', 1_000)
  windows.add('a', 5_000)
  windows.sweep(2_000)
  t.equal(windows.has('a', 2_000), true)
  t.end()
})

test('of more signals than can be remembered, a forgotten one counts as raised for attempts that started before', (t) => {
  const marks = new Marks()
  const before = marks.position
  for (let n = 0; n < 20_000; n++) marks.raise(`signal-${n}`)
  t.equal(marks.isRaisedAfter('signal-0', before), true)
  t.equal(marks.isRaisedAfter('signal-0', marks.position), false)
  t.equal(marks.isRaisedAfter('signal-19999', marks.position - 1), true)
  t.end()
})

test('a lane gives its jobs in order and passes over those that are gone, also when many passed', (t) => {
  const lane = new Lane<{ readonly id: string, readonly state: string }>('lane')
  const jobs = Array.from({ length: 300 }, (_none, n) => ({ id: `${n}`, state: n % 4 === 0 ? 'gone' : 'held' }))
  for (const job of jobs) lane.push(job)
  const given: string[] = []
  for (let job = lane.shift(); job !== undefined; job = lane.shift()) given.push(job.id)
  t.same(given, jobs.filter((job) => job.state === 'held').map((job) => job.id))
  t.end()
})
