import color from 'picocolors'
import type { Report } from './process.js'

/** Follows every page from its answer to the end of its handler, and prints what happens as it happens. */
export class Board {
  readonly #stored = new Set<string>()
  readonly #done = new Set<string>()
  readonly #running = new Map<string, string>()
  #again = 0
  #refused = 0

  /** Whether every event that was answered 200 is handled. */
  get isSettled (): boolean {
    return [...this.#stored].every((page) => this.#done.has(page))
  }

  /** Whether every event was answered 200 and handled. */
  get isGood (): boolean {
    return this.#stored.size > 0 && this.#refused === 0 && this.isSettled
  }

  get summary (): string {
    return `${this.#stored.size} events answered 200 · ${this.#done.size} handled · ${this.#again} begun again after their worker died`
  }

  /** The pages that a process is at. */
  runningIn (name: string): readonly string[] {
    return [...this.#running].filter(([, by]) => by === name).map(([page]) => page)
  }

  answered (page: string, status: number | undefined): void {
    if (status === 200) this.#stored.add(page)
    else this.#refused++
    this.say('ingest', status === 200 ? `${page} stored, answered 200` : color.red(`${page} answered ${status ?? 'nothing'}`))
  }

  reported (name: string, report: Report): void {
    if (report.what === 'began') this.#began(name, report.page, report.attempt)
    if (report.what === 'ended') this.#ended(name, report.page, report.outcome)
  }

  say (name: string, text: string): void {
    console.log(`  ${color.dim(new Date().toISOString().slice(11, 23))}  ${name.padEnd(9)} ${text}`)
  }

  #began (name: string, page: string, attempt: number): void {
    this.#running.set(page, name)
    if (attempt === 1) return
    this.#again++
    this.say(name, color.yellow(`${page} begun again: attempt ${attempt}, the lease of the killed worker has ended`))
  }

  #ended (name: string, page: string, outcome: string): void {
    this.#running.delete(page)
    if (outcome === 'done') this.#done.add(page)
    this.say(name, outcome === 'done' ? color.green(`${page} done`) : color.red(`${page} ended as ${outcome}`))
  }
}
