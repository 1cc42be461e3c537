/** The last few of a row of texts, and nothing of what came before: so many, of so many characters together. */
export class Tail<Item> {
  /** A ring: the next one takes the oldest one's place. */
  readonly #items: (Item | undefined)[] = [];
  #next = 0;
  #count = 0;
  #characters = 0;

  /** @param mostCharacters beyond which only the last item is kept, however long it is */
  constructor(
    readonly size: number,
    readonly mostCharacters: number,
    private readonly textOf: (item: Item) => string,
  ) {}

  push(item: Item): void {
    if (this.#count === this.size) this.#drop();
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.size;
    this.#count++;
    this.#characters += this.textOf(item).length;
    while (this.#characters > this.mostCharacters && this.#count > 1) this.#drop();
  }

  /** What is kept, the oldest first. */
  get items(): readonly Item[] {
    return Array.from({ length: this.#count }, (_, at) => this.#items[(this.#oldest + at) % this.size]!);
  }

  get #oldest(): number {
    return (this.#next - this.#count + this.size) % this.size;
  }

  #drop(): void {
    const oldest = this.#oldest;
    this.#characters -= this.textOf(this.#items[oldest]!).length;
    this.#items[oldest] = undefined;
    this.#count--;
  }
}
