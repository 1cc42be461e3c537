/** The last few of a row of things, and nothing of what came before. */
export class Tail<Item> {
  readonly #items: Item[] = [];
  #next = 0;

  constructor(readonly size: number) {}

  push(item: Item): void {
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.size;
  }

  /** What is kept, the oldest first. */
  get items(): readonly Item[] {
    return [...this.#items.slice(this.#next), ...this.#items.slice(0, this.#next)];
  }
}
