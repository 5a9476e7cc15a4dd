import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runServer } from 'verdaccio'

const run = promisify(execFile)

/** What strangers publish is kept between runs: it never changes, and the next run needs no network for it. */
const CACHE = fileURLToPath(new URL('../../.cache/registry/', import.meta.url))

/** Where a run's own packages are, below the cache; emptied at every start. */
const OWN = 'own'

/** Names of packages that are published to this registry, and never asked for elsewhere. */
const OWN_PACKAGES = ['hooksmith', '@hooksmith/*', 'hooksmith-plugin-*']

/** A package as a registry tells of it. */
export interface Packument {
  readonly 'dist-tags': { readonly latest?: string }
  readonly versions: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>
}

/** A registry on this machine. */
export interface Registry {
  readonly url: string
  /** Environment in which npm and pnpm use it, with a user who may publish. */
  readonly env: Readonly<Record<string, string>>
  /** What it knows of one package of ours. */
  read (name: string): Promise<Packument>
  close (): Promise<void>
}

/**
 * Starts a Verdaccio on a free port. Packages of ours are only here; all others come from the registry that npm is set to, once.
 *
 * @param home - An empty folder for the npm settings of the run.
 */
export async function startRegistry (home: string): Promise<Registry> {
  await rm(join(CACHE, OWN), { recursive: true, force: true })
  await mkdir(CACHE, { recursive: true })
  const server = await runServer(await configFor(home))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/`
  const userConfig = join(home, 'npmrc')
  await writeFile(userConfig, `registry=${url}\n//127.0.0.1:${port}/:_authToken=${await signUp(url)}\naudit=false\nfund=false\nupdate-notifier=false\n`)
  const env = { npm_config_userconfig: userConfig, npm_config_registry: url, npm_config_cache: join(home, 'npm-cache'), npm_config_provenance: 'false' }
  return {
    url,
    env,
    // The registry protocol's own form.
    read: async (name) => await (await fetch(`${url}${name.replace('/', '%2f')}`)).json() as Packument,
    close: async () => {
      server.close()
      server.closeAllConnections()
    }
  }
}

async function configFor (home: string): Promise<object> {
  const { stdout } = await run('npm', ['config', 'get', 'registry'])
  const own = Object.fromEntries(OWN_PACKAGES.map((name) => [name, { access: '$all', publish: '$authenticated', storage: OWN }]))
  return {
    storage: CACHE,
    self_path: CACHE,
    configPath: join(home, 'verdaccio.yaml'),
    auth: { htpasswd: { file: join(home, 'htpasswd') } },
    uplinks: { upstream: { url: stdout.trim(), cache: true, maxage: '7d', timeout: '60s' } },
    packages: { ...own, '**': { access: '$all', proxy: 'upstream' } },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
    max_body_size: '50mb'
  }
}

async function signUp (url: string): Promise<string> {
  const response = await fetch(`${url}-/user/org.couchdb.user:walker`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'walker', password: 'made up for this run' })
  })
  const answer: unknown = await response.json()
  if (typeof answer === 'object' && answer !== null && 'token' in answer && typeof answer.token === 'string') return answer.token
  throw new TypeError(`no token: ${JSON.stringify(answer)}`)
}
