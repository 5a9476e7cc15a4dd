import { Heap, type HeapItem } from './heap.js'

/** Something that is to happen at an instant. */
export interface Ticket extends HeapItem {
  readonly at: number
  readonly order: number
  readonly run: (now: number) => void
}

/** What happens later, earliest first; of one instant in the order of adding. It has no clock: whoever has one asks. */
export class Agenda {
  readonly #tickets = new Heap<Ticket>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order))
  #added = 0

  /** When the next one is due; absent when nothing is to happen. */
  get nextAt (): number | undefined {
    return this.#tickets.first?.at
  }

  add (at: number, run: (now: number) => void): Ticket {
    const ticket = { at, order: this.#added++, run, slot: 0 }
    this.#tickets.add(ticket)
    return ticket
  }

  /** Must be called at most once for a ticket, and not after it ran. */
  cancel (ticket: Ticket): void {
    this.#tickets.remove(ticket)
  }

  /** Runs all that is due. */
  run (now: number): void {
    for (let next = this.#tickets.first; next !== undefined && next.at <= now; next = this.#tickets.first) {
      this.#tickets.remove(next)
      next.run(now)
    }
  }
}
