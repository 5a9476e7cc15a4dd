import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ForgeSimulator, invocationClaims, signInvocationToken } from '@hooksmith/simulator'
import { startOwnRedis, type OwnRedis } from '../support/redis.js'
import type { Effort } from './effort.js'
import { Subject } from './subject.js'

const TOKEN_LIFETIME_MS = 7_200_000

/** What all rows share: a Forge that signs, a folder, and a Redis once somebody asks for it. */
export class Stage {
  readonly effort: Effort
  readonly authorization: string
  readonly #simulator: ForgeSimulator
  readonly #directory: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #subjects = new Set<Subject>()
  #redis: OwnRedis | undefined
  #rowEndsAt = Infinity
  #names = 0

  private constructor (effort: Effort, simulator: ForgeSimulator, directory: string, appAri: string, token: string) {
    this.effort = effort
    this.authorization = `Bearer ${token}`
    this.#simulator = simulator
    this.#directory = directory
    this.#environment = { APP_ARI: appAri, KEY_SET_URL: simulator.jwksUrl }
  }

  static async open (effort: Effort): Promise<Stage> {
    const directory = await mkdtemp(join(tmpdir(), 'hooksmith-bench-'))
    const simulator = await ForgeSimulator.start()
    const installation = simulator.createInstallation()
    const claims = invocationClaims({ installation, module: { key: 'bench' }, now: Date.now(), lifetimeMs: TOKEN_LIFETIME_MS })
    return new Stage(effort, simulator, directory, installation.app.ari, await signInvocationToken(claims, simulator.keys.active))
  }

  /** Starts a subject with names and folders of its own, unless `more` says whose. */
  async start (subject: string, more: Readonly<Record<string, string>> = {}): Promise<Subject> {
    const name = this.freshName()
    const started = await Subject.start(subject, { ...this.#environment, DIRECTORY: join(this.#directory, name), QUEUE: name, ...more })
    this.#subjects.add(started)
    return started
  }

  /** From now on the time of one row runs. */
  beginRow (): void {
    this.#rowEndsAt = Date.now() + this.effort.rowMs
  }

  /** Whether the row may begin another round. */
  readonly hasTime = (): boolean => Date.now() < this.#rowEndsAt

  /** A name that no other queue of this run has. */
  freshName (): string {
    return `bench${this.#names++}`
  }

  /** The address of a Redis of this run's own. */
  async redis (): Promise<{ readonly REDIS_URL: string }> {
    this.#redis ??= await startOwnRedis()
    return { REDIS_URL: this.#redis.url }
  }

  /** What the last row left in Redis, or running when it failed, slows nobody down after it. */
  async clear (): Promise<void> {
    await Promise.all([...this.#subjects].map((subject) => subject.kill()))
    this.#subjects.clear()
    await this.#redis?.stop()
    this.#redis = undefined
  }

  async close (): Promise<void> {
    await this.clear()
    await this.#simulator.close()
    await rm(this.#directory, { recursive: true, force: true })
  }
}
