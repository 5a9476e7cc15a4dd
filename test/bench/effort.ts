/** How much is measured. */
export interface Effort {
  /** How often a row starts its processes anew: what the compiler makes of a process stays with it. */
  readonly starts: number
  /** Rounds of each start: many short ones, since whatever else the machine does comes and goes. */
  readonly rounds: number
  /** Events that a server takes before it is measured. */
  readonly warmUp: number
  /** Events of one round. */
  readonly amount: number
  /** Jobs of one round of handling. */
  readonly jobs: number
  /** Jobs that wait in the row about a backlog. */
  readonly backlog: number
  /** Seconds of one round at a rate. */
  readonly seconds: number
  /** Workers that are killed. */
  readonly kills: number
  /** After this long, in milliseconds, a row begins no further round: a busy machine gets fewer of them. Three rounds it has all the same. */
  readonly rowMs: number
}

/** `npm run bench`. */
export const NORMAL: Effort = {
  starts: 2, rounds: 9, warmUp: 19_200, amount: 2_560, jobs: 3_000, backlog: 100_000, seconds: 4, kills: 5, rowMs: 80_000
}

/** `npm run bench -- --quick`. */
export const QUICK: Effort = {
  starts: 1, rounds: 7, warmUp: 9_600, amount: 1_280, jobs: 1_500, backlog: 20_000, seconds: 2, kills: 2, rowMs: 18_000
}

/** Shows that every row works, and nothing else. */
export const SMOKE: Effort = { starts: 1, rounds: 1, warmUp: 64, amount: 128, jobs: 100, backlog: 200, seconds: 1, kills: 1, rowMs: 60_000 }

/** With `--full`. */
export const FULL_BACKLOG = 1_000_000
