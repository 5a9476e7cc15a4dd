import { test } from 'tap'
import { apiUrl, baseOf } from '../src/client/api-url.js'

const BASE = 'https://api.atlassian.com/ex/confluence/cloud-1'
const HOSTS = ['api.atlassian.com', '127.0.0.1:8080']

test('a path lands under the base that the token named', (t) => {
  t.equal(apiUrl(BASE, '/wiki/api/v2/pages/1?a=//b&c=..#/../', HOSTS).href, `${BASE}/wiki/api/v2/pages/1?a=//b&c=..#/../`)
  t.equal(apiUrl(`${BASE}/`, '/x', HOSTS).href, `${BASE}/x`)
  t.equal(apiUrl('http://127.0.0.1:8080/ex/jira/1', '/x', HOSTS).href, 'http://127.0.0.1:8080/ex/jira/1/x')
  t.end()
})

test('no path leaves the base, the host or the scheme', (t) => {
  const paths = [
    '', 'x', 'https://attacker.example/', '//attacker.example/', '/a//b', '/..', '/../x', '/a/../../x', '/./x', '/%2e%2e/x', '/%2E./x', '/a%2fb',
    '/a%5cb', '\\\\attacker.example', '/\\attacker.example', '/a\tb', '/a\nb', '/ ', '@attacker.example/', '.attacker.example/', ':80/x'
  ]
  for (const path of paths) t.throws(() => apiUrl(BASE, path, HOSTS), { code: 'HKS_ERR_FORGE_PATH' }, JSON.stringify(path))
  t.end()
})

test('a token goes to no host but the allowed ones, exactly', (t) => {
  const bases = [
    'https://attacker.example/ex', 'https://api.atlassian.com.attacker.example/', 'https://api.atlassian.com:8443/', 'http://api.atlassian.com/',
    'https://x@api.atlassian.com/', 'https://api.atlassian.com@attacker.example/', 'ftp://api.atlassian.com/', 'no url', 'http://127.0.0.1:8081/',
    'https://xapi.atlassian.com/'
  ]
  for (const base of bases) t.throws(() => apiUrl(base, '/x', HOSTS), { code: 'HKS_ERR_FORGE_HOST' }, base)
  t.end()
})

test('another product of the same site has a base that differs in the product only', (t) => {
  t.equal(baseOf(BASE, 'jira'), 'https://api.atlassian.com/ex/jira/cloud-1')
  t.equal(baseOf(BASE, 'own'), BASE)
  t.equal(baseOf('https://api.bitbucket.org', 'jira'), 'https://api.bitbucket.org')
  t.equal(baseOf(BASE, 'bitbucket'), 'https://api.bitbucket.org')
  t.equal(baseOf('https://api.bitbucket.org', 'bitbucket'), 'https://api.bitbucket.org')
  t.equal(baseOf(BASE, 'platform'), 'https://api.atlassian.com')
  t.equal(baseOf('https://api.bitbucket.org', 'platform'), 'https://api.atlassian.com')
  t.end()
})
