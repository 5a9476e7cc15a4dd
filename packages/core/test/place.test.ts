import { runInThisContext } from 'node:vm'
import { test } from 'tap'
import { placeIn, placeOf } from '../src/index.js'

/** An error with a stack as V8 would have written it. */
function errorWith (frames: readonly string[], message = 'hunter2'): TypeError {
  return Object.assign(new TypeError(message), { stack: `TypeError: ${message}\n${frames.map((frame) => `    at ${frame}`).join('\n')}` })
}

function throwsHere (message: string): TypeError {
  return new TypeError(message)
}

test('the place of an error is its functions and lines, seen from the working directory, and nothing that its message says', async (t) => {
  const place = placeOf(throwsHere('hunter2'))
  t.match(place, /^throwsHere packages\/core\/test\/place\.test\.ts:\d+:\d+ < /)
  t.notMatch(place, /hunter2|TypeError|node:|node_modules/)
})

test('a message whose lines look like frames adds none', async (t) => {
  const message = 'no\n    at hunter2 (/hunter2.js:1:2)\n    at hunter2 (/hunter2.js:3:4)'
  t.match(placeOf(throwsHere(message)), /^throwsHere/)
  t.notMatch(placeOf(throwsHere(message)), /hunter2/)
  const changed = throwsHere('hunter2\n    at hunter2 (/hunter2.js:1:2)\nthe end')
  changed.message = 'later'
  t.match(placeOf(changed), /^throwsHere/)
  t.notMatch(placeOf(changed), /hunter2/)
})

test('frames of packages and of Node.js are left out, but for a stack that has no others', async (t) => {
  const foreign = ['call (/srv/node_modules/a/index.js:1:2)', 'b (file:///srv/node_modules/b.js:3:4)', 'process.processTicksAndRejections (node:internal/process/task_queues:95:5)']
  t.equal(placeOf(errorWith([...foreign, 'async greet (/srv/src/a b (1).js:5:6)', '/srv/src/c.js:7:8'])), 'greet /srv/src/a b (1).js:5:6 < /srv/src/c.js:7:8')
  t.equal(placeOf(errorWith(foreign)), 'call /srv/node_modules/a/index.js:1:2 < b /srv/node_modules/b.js:3:4')
  t.equal(placeOf(errorWith(['node:internal/process/task_queues:95:5'])), undefined)
})

test('a handful of frames is enough', async (t) => {
  const place = placeOf(errorWith(Array.from({ length: 9 }, (_, at) => `f${at} (/srv/a.js:${at + 1}:1)`)))
  t.same(place?.split(' < ').map((frame) => frame.split(' ')[0]), ['f0', 'f1', 'f2', 'f3', 'f4'])
})

test('what a loader or a code generator put into a location does not get out, nor a name that is no name', async (t) => {
  t.equal(placeOf(errorWith(['run (data:text/javascript,hunter2:1:2)', 'eval (eval at hunter2 (/srv/a.js:1:1), <anonymous>:1:2)', 'f (https://user:hunter2@x/y.js:1:2)'])), undefined)
  t.equal(placeOf(errorWith(['Object.hunter2 is a name (/srv/a.js:1:2)', 'Object.<anonymous> (/srv/a.js:9:9)', 'new Page (file:///srv/b.js?token=hunter2#hunter2:3:4)', 'Page.get [as title] (/srv/c.js:5:6)'])),
    '/srv/a.js:1:2 < /srv/a.js:9:9 < new Page /srv/b.js:3:4 < Page.get /srv/c.js:5:6')
  t.notMatch(placeOf(runInThisContext('new TypeError("hunter2")', { filename: 'token=hunter2' })), /hunter2/)
})

test('causes have places too, as far as they have any, and a circle of them ends', async (t) => {
  const [outer, middle, inner] = [errorWith(['a (/srv/a.js:1:1)']), errorWith([]), errorWith(['b (/srv/b.js:2:2)'])]
  outer.cause = middle
  middle.cause = inner
  inner.cause = outer
  t.equal(placeOf(outer), 'a /srv/a.js:1:1; caused at b /srv/b.js:2:2')
  t.equal(placeOf(Object.assign(errorWith(['c (/srv/node_modules/c.js:1:1)']), { cause: inner })), 'b /srv/b.js:2:2; caused at a /srv/a.js:1:1',
    'an own place in a cause says more than a foreign one')
})

test('what has no stack has no place, and no member of the log', async (t) => {
  const hostile = Object.defineProperty(new TypeError('x'), 'stack', { get () { throw new TypeError('no') } })
  for (const thrown of ['hunter2', undefined, null, 7, { stack: '    at a (/a.js:1:1)' }, hostile, Object.assign(new TypeError('x'), { stack: undefined }), errorWith([])]) {
    t.equal(placeOf(thrown), undefined)
    t.same(placeIn(thrown), {})
  }
})
