import path from "node:path";
import {
  CodeLens,
  EventEmitter,
  languages,
  Range,
  type CodeLensProvider,
  type Disposable,
  type TextDocument,
} from "vscode";
import { loweredAddress, loweredScheme } from "./address";
import type { LoweredDocuments } from "./documents";
import { shownStages } from "./stages";

/** Above the first line of what is shown: what it is and of which program, and whether that assembles. */
export class LoweredLenses implements CodeLensProvider, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];

  constructor(private readonly documents: LoweredDocuments) {
    this.#subscriptions = [
      languages.registerCodeLensProvider({ scheme: loweredScheme }, this),
      documents.onAnswered(() => this.#changed.fire()),
    ];
  }

  provideCodeLenses({ uri }: TextDocument): CodeLens[] {
    const address = loweredAddress(uri);
    const state = this.documents.state(uri);
    if (address === undefined || state === undefined) return [];
    const { answer, stale } = state;
    const lens = (title: string, tooltip: string, command: string, ...args: unknown[]) =>
      new CodeLens(new Range(0, 0, 0, 0), { title, tooltip, command, arguments: args });
    const found: CodeLens[] = [];
    if (answer !== undefined) {
      const name = path.posix.basename(address.source.path);
      const of = answer.output === undefined ? "" : ` in ${answer.output}`;
      const title = `${shownStages[address.to].label} of ${name}${of} (${answer.architecture})`;
      found.push(lens(title, "Show another stage", "bootstrappable.lower", uri));
      if (answer.errors > 0) {
        const count = answer.errors === 1 ? "1 error" : `${answer.errors} errors`;
        const first = answer.problems.find(({ range }) => range !== undefined);
        const words = `$(error) ${count}: shown as far as it assembles`;
        const where = first?.range?.start;
        found.push(
          where === undefined
            ? lens(`${words} (in another file of the program)`, answer.problems[0]?.message ?? "", "")
            : lens(words, first!.message, "vscode.open", address.source, { selection: pointAt(where) }),
        );
      }
    }
    if (stale)
      found.push(
        lens(
          "$(warning) not up to date: the source cannot be read, or the language server does not answer",
          "",
          "",
        ),
      );
    return found;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

function pointAt({ line, character }: { readonly line: number; readonly character: number }): Range {
  return new Range(line, character, line, character);
}
