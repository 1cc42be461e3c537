import type { BuildsAnswer } from "@bootstrappable/server/protocol";
import path from "node:path";
import { StatusBarAlignment, window, type Disposable, type TextDocument } from "vscode";
import type { Forest } from "../tree/forest";
import { slashed } from "../slashed";

/** Languages whose files are parts of programs. */
const parts: ReadonlySet<string> = new Set(["hex1", "hex2", "m1"]);

/**
 * The item in the status bar for a source that is part of several programs: which of them it is seen in. It is no part
 * of a source that is in one alone.
 */
export class BuildItem implements Disposable {
  readonly #item = window.createStatusBarItem("bootstrappable.build", StatusBarAlignment.Right, 100);
  readonly #subscriptions: Disposable[];
  #asked = 0;
  #shown = "";

  constructor(private readonly forest: Forest) {
    this.#item.name = "Bootstrap: Program of This File";
    this.#item.command = "bootstrappable.chooseBuild";
    const update = () => void this.#update();
    this.#subscriptions = [forest.onChanged(update), window.onDidChangeActiveTextEditor(update)];
    update();
  }

  /** What it says; nothing while it is hidden. */
  get text(): string {
    return this.#shown;
  }

  dispose(): void {
    this.#item.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #update(): Promise<void> {
    const asked = ++this.#asked;
    const document = window.activeTextEditor?.document;
    const answer =
      document !== undefined && isPart(document)
        ? await this.forest.builds(slashed(document.uri.fsPath))
        : undefined;
    // The person may look at another file by now.
    if (asked !== this.#asked) return;
    this.#show(answer);
  }

  #show(answer: BuildsAnswer | undefined): void {
    const shown = answer?.builds.find((build) => build.shown);
    if (answer === undefined || shown === undefined || answer.builds.length < 2) {
      this.#shown = "";
      this.#item.hide();
      return;
    }
    this.#shown = `$(file-binary) ${path.posix.basename(shown.output)} · ${shown.architecture}`;
    this.#item.text = this.#shown;
    this.#item.tooltip = `Seen as a part of ${shown.output} (${shown.architecture}), one of ${answer.builds.length} programs with this file`;
    this.#item.show();
  }
}

function isPart({ uri, languageId }: TextDocument): boolean {
  return uri.scheme === "file" && parts.has(languageId);
}
