import type { TestController, TestItem, TestItemCollection, TestMessage, TestRun } from "vscode";

/** What was told of a line last. */
export type Outcome =
  { readonly state: "passed" | "skipped" } | { readonly state: "failed"; readonly message: TestMessage };

/** A line of the Test Explorer, with what was told of it. */
export interface ShownTest {
  readonly label: string;
  readonly outcome: Outcome | undefined;
  readonly children: readonly ShownTest[];
}

/** Tells VS Code how tests came out, and remembers it: VS Code does not say what it shows. */
export class Outcomes {
  /** By the lines' ids. */
  readonly #told = new Map<string, Outcome>();

  passed(run: TestRun, item: TestItem, milliseconds?: number): void {
    this.#told.set(item.id, { state: "passed" });
    run.passed(item, milliseconds);
  }

  failed(run: TestRun, item: TestItem, message: TestMessage, milliseconds?: number): void {
    this.#told.set(item.id, { state: "failed", message });
    run.failed(item, message, milliseconds);
  }

  skipped(run: TestRun, item: TestItem): void {
    this.#told.set(item.id, { state: "skipped" });
    run.skipped(item);
  }

  /** What a controller shows. */
  shown({ items }: TestController): readonly ShownTest[] {
    return this.#below(items);
  }

  #below(items: TestItemCollection): readonly ShownTest[] {
    const found: ShownTest[] = [];
    items.forEach(({ id, label, children }) =>
      found.push({ label, outcome: this.#told.get(id), children: this.#below(children) }),
    );
    return found;
  }
}
