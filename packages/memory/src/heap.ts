/** What a {@link Heap} can hold: it writes the item's place into `slot`, so an item is in one heap at a time. */
export interface HeapItem { slot: number }

/** A binary heap that can take out any of its items, each step in O(log n). */
export class Heap<T extends HeapItem> {
  readonly #items: T[] = []
  readonly #isBefore: (a: T, b: T) => boolean

  constructor (isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore
  }

  get size (): number {
    return this.#items.length
  }

  /** The first item, left where it is. */
  get first (): T | undefined {
    return this.#items[0]
  }

  add (item: T): void {
    this.#items.push(item)
    this.#rise(item, this.#items.length - 1)
  }

  remove (item: T): void {
    const at = item.slot
    const last = this.#items.pop()
    if (last === undefined || last === item) return
    this.#rise(last, at)
    this.#sink(last, last.slot)
  }

  #rise (item: T, from: number): void {
    let at = from
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = this.#items[up]
      if (parent === undefined || !this.#isBefore(item, parent)) break
      this.#put(parent, at)
      at = up
    }
    this.#put(item, at)
  }

  #sink (item: T, from: number): void {
    let at = from
    for (;;) {
      const left = this.#items[2 * at + 1]
      if (left === undefined) break
      const right = this.#items[2 * at + 2]
      const child = right !== undefined && this.#isBefore(right, left) ? right : left
      if (!this.#isBefore(child, item)) break
      const down = child.slot
      this.#put(child, at)
      at = down
    }
    this.#put(item, at)
  }

  #put (item: T, at: number): void {
    this.#items[at] = item
    item.slot = at
  }
}
