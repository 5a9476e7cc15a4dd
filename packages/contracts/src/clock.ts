/** Takes a timer back. Calling it twice, or after the timer fired, does nothing. */
export type CancelTimer = () => void

/**
 * Where a driver and the router get their time from. Everything that waits or expires goes through it, so a test moves
 * time instead of sleeping, and holds one participant's timers to make it stand still.
 */
export interface Clock {
  /** The present instant, in milliseconds since the epoch. */
  now (): number
  /**
   * Calls `run` once, `ms` milliseconds from now or as soon after as the event loop allows. Any finite number is taken:
   * values below 0 count as 0, and spans past 2³¹−1 ms wait in steps instead of firing at once.
   *
   * A timer does not keep the process alive.
   */
  after (ms: number, run: () => void): CancelTimer
}

/** Node arms longer timers with 1 ms instead (https://nodejs.org/docs/latest-v20.x/api/timers.html, "setTimeout"). */
const MAX_NODE_TIMER_MS = 2_147_483_647

/** The clock of the machine. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  after (ms: number, run: () => void): CancelTimer {
    const endsAt = Date.now() + ms
    let timer: NodeJS.Timeout
    const arm = (): void => {
      const leftMs = Math.max(0, endsAt - Date.now())
      timer = leftMs > MAX_NODE_TIMER_MS ? setTimeout(arm, MAX_NODE_TIMER_MS) : setTimeout(run, leftMs)
      timer.unref()
    }
    arm()
    return () => clearTimeout(timer)
  }
})

interface Timer { readonly at: number, readonly order: number, readonly run: () => void }

/**
 * A clock that stands until it is moved. Timers fire in order of their instant, then of their making, and whatever a
 * timer started is given room to go on before the next one fires.
 */
export class FakeClock implements Clock {
  #now: number
  #made = 0
  readonly #timers = new Set<Timer>()

  /** @param startsAt - The first instant, in epoch milliseconds. @defaultValue 2026-03-02T09:15:00Z */
  constructor (startsAt = Date.UTC(2026, 2, 2, 9, 15)) {
    this.#now = startsAt
  }

  now (): number {
    return this.#now
  }

  after (ms: number, run: () => void): CancelTimer {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#made++, run }
    this.#timers.add(timer)
    return () => { this.#timers.delete(timer) }
  }

  /** Moves on by `ms` milliseconds, firing every timer on the way, those included that a fired timer arms. */
  async advance (ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settle()
    }
    this.#now = end
    await settle()
  }

  #next (end: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at > end) continue
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer
    }
    return first
  }
}

/** Several turns of the event loop: promise chains of ordinary length have run to their end after it. */
async function settle (): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => { setImmediate(resolve) })
}

/**
 * A clock whose timers can be held, while time itself goes on: a participant whose event loop stands still. Held timers
 * fire when {@link HeldClock.release} is called.
 */
export class HeldClock implements Clock {
  readonly #base: Clock
  readonly #waiting = new Set<() => void>()
  #isHeld = false

  /** @param base - The clock that tells the time and drives the timers. */
  constructor (base: Clock) {
    this.#base = base
  }

  now (): number {
    return this.#base.now()
  }

  after (ms: number, run: () => void): CancelTimer {
    const fire = (): void => {
      if (this.#isHeld) this.#waiting.add(run)
      else run()
    }
    const cancel = this.#base.after(ms, fire)
    return () => { cancel(); this.#waiting.delete(run) }
  }

  /** From now on no timer of this clock fires. */
  hold (): void {
    this.#isHeld = true
  }

  /** Lets timers fire again, those first that came due meanwhile. */
  release (): void {
    this.#isHeld = false
    const due = [...this.#waiting]
    this.#waiting.clear()
    for (const run of due) run()
  }
}
