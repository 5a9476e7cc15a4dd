/** How many signals are remembered one by one. */
const MAX_MARKS = 10_000

/**
 * Which signals were raised, and in which order. An attempt notes the {@link Marks.position} at its start; a signal that was
 * raised after that position was raised after the attempt started.
 */
export class Marks {
  readonly #raised = new Map<string, number>()
  #position = 0
  /** Of the signals that were forgotten, the latest. */
  #forgotten = 0

  get position (): number {
    return this.#position
  }

  raise (name: string): void {
    this.#raised.delete(name)
    this.#raised.set(name, ++this.#position)
    if (this.#raised.size <= MAX_MARKS) return
    const [oldest] = this.#raised
    if (oldest === undefined) return
    this.#raised.delete(oldest[0])
    this.#forgotten = oldest[1]
  }

  /** Whether `name` was raised after `position`; in doubt, about what was forgotten, it was. */
  isRaisedAfter (name: string, position: number): boolean {
    return (this.#raised.get(name) ?? this.#forgotten) > position
  }
}
