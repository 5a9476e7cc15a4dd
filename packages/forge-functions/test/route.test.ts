import { test } from 'tap'
import { assumeTrustedRoute, requirePath, route } from '../src/runtime/route.js'

const WRITTEN: ReadonlyArray<readonly [what: string, path: string, expected: string]> = [
  ['a number', route`/a/${1}/b`.value, '/a/1/b'],
  ['what a URL cannot hold is encoded, what is encoded stays', route`/a/${'x y:z%20ä'}`.value, '/a/x%20y:z%20%C3%A4'],
  ['an empty value', route`/a${''}`.value, '/a'],
  ['values of a query', route`/a?q=${'x&y=1/2'}&r=${'..'}`.value, '/a?q=x%26y%3D1%2F2&r=..'],
  ['a whole query', route`/a?${new URLSearchParams({ q: 'x y' })}`.value, '/a?q=x+y'],
  ['routes in a route', route`/a/${route`b/c`}?back=${route`/d/e`}`.value, '/a/b/c?back=%2Fd%2Fe'],
  ['a trusted route', assumeTrustedRoute('/a/b?c').value, '/a/b?c']
]

for (const [what, path, expected] of WRITTEN) {
  test(`route writes as that of @forge/api does: ${what}`, async (t) => {
    t.equal(path, expected)
  })
}

test('no value leaves its segment of a path', async (t) => {
  for (const value of ['../x', 'x/y', 'x\\y', 'x?y', 'x#y', '%2e%2E', 'x%2Fy', 'x%5cy']) {
    t.throws(() => route`/a/${value}/b`, { code: 'HKS_ERR_FORGE_PATH' }, value)
  }
})

test('half a surrogate pair is refused', async (t) => {
  t.throws(() => route`/a/${'\ud800'}`, { code: 'HKS_ERR_FORGE_PATH' })
  t.throws(() => route`/a?b=${'\ud800'}`, { code: 'HKS_ERR_FORGE_PATH' })
})

test('only what route made is a path', async (t) => {
  t.equal(requirePath(route`/a`), '/a')
  for (const given of ['/a', { value: '/a' }, null, undefined]) t.throws(() => requirePath(given), { code: 'HKS_ERR_FORGE_FUNCTIONS_ROUTE' })
})
