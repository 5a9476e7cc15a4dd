import type { Driver } from './fixtures/settings.js'
import type { Verdict } from './ledger.js'
import { Stage, type StageOptions } from './stage.js'

/** One way in which things go wrong, and what is allowed to come of it. */
export interface Scenario {
  /** Says what fails, in the words of the failure table. */
  readonly name: string
  readonly drivers: readonly Driver[]
  /** The driver on which it is played in `npm test` already. */
  readonly short?: Driver
  readonly stage: StageOptions
  /** Handlers run again that promise 1 allows, at most, and why. */
  readonly mayRepeat: (stage: Stage) => { readonly count: number, readonly because: string }
  /** Does the harm, while events stream in. Resolves when all is whole again. */
  play (stage: Stage): Promise<void>
  /** What else has to hold when everything is settled: complaints, none if it does. */
  check? (stage: Stage, verdict: Verdict): Promise<readonly string[]> | readonly string[]
}

/** What became of one scenario on one driver. */
export interface Row extends Omit<Verdict, 'lost' | 'afterEnd' | 'underLease'> {
  readonly scenario: string
  readonly driver: Driver
  readonly lost: number
  readonly mayRepeat: number
  readonly because: string
  readonly dead: number
  readonly durationMs: number
  /** What did not hold, a sentence each. */
  readonly complaints: readonly string[]
}

/** Fewer answered events than this prove nothing. */
const LEAST_ANSWERED = 40

/** Plays one scenario on a stage of its own. */
export async function playScenario (scenario: Scenario, driver: Driver): Promise<Row> {
  const startedAt = Date.now()
  const stage = await Stage.start(driver, scenario.stage)
  try {
    stage.stream()
    await scenario.play(stage)
    await stage.settle()
    const verdict = await stage.judge()
    const { count: mayRepeat, because } = scenario.mayRepeat(stage)
    const { dead } = await stage.counts()
    const complaints = [...complaintsOf(verdict, mayRepeat, dead), ...await scenario.check?.(stage, verdict) ?? []]
    const codes = await stage.stop()
    if (codes.some((code) => code !== 0)) complaints.push(`processes stopped with ${codes.join(', ')}`)
    const { sent, answered, givenUp, handled, lost, repeats } = verdict
    return {
      scenario: scenario.name,
      driver,
      sent,
      answered,
      givenUp,
      handled,
      lost: lost.length,
      repeats,
      mayRepeat,
      because,
      dead,
      durationMs: Date.now() - startedAt,
      complaints
    }
  } finally {
    await stage.close()
  }
}

function complaintsOf (verdict: Verdict, mayRepeat: number, dead: number): string[] {
  const { answered, lost, repeats, afterEnd, underLease } = verdict
  return [
    ...answered < LEAST_ANSWERED ? [`only ${answered} events were answered 2xx`] : [],
    ...lost.map((id) => `${id} was answered 2xx and not handled`),
    ...repeats > mayRepeat ? [`${repeats} runs again, ${mayRepeat} allowed`] : [],
    ...afterEnd.map((text) => `run again after its end was taken: ${text}`),
    ...underLease.map((text) => `run again under its lease: ${text}`),
    ...dead > 0 ? [`${dead} dead letters`] : []
  ]
}
