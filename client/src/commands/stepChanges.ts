import type { Change, ChangedNode } from "@bootstrappable/core/runs/checkpoints/changes";
import { byteCount } from "@bootstrappable/core/text/amounts";
import {
  commands,
  DocumentLink,
  EventEmitter,
  languages,
  Range,
  Uri,
  window,
  workspace,
  type Disposable,
  type DocumentLinkProvider,
  type ExtensionContext,
  type TextDocument,
  type TextDocumentContentProvider,
} from "vscode";
import { lastComplaint, outputOf } from "../command";
import { ChangedFiles } from "../runs/changedFiles";
import { stepWords } from "../runs/words";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import type { StepSubject } from "../views/steps";
import { nameOf, runTask } from "./run";

/** Scheme of the lists: `bootstrappable-changes:/changes of NAME (pass N)?ROOT`. */
const SCHEME = "bootstrappable-changes";

/** The command behind the links of a list. */
const OPEN = "bootstrappable.openChange";

interface Changes {
  /** What its links name it by: addresses are decoded once too often on the way. */
  readonly id: number;
  readonly step: string;
  readonly changes: readonly Change[];
}

/** *Bootstrap: What Did This Step Change?*: a list of the files as a document, each of which opens beside what it was before. */
export class StepChanges implements TextDocumentContentProvider, DocumentLinkProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #files = new ChangedFiles();
  readonly #lists = new Map<string, Changes>();
  #asked = 0;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly context: ExtensionContext,
    private readonly provider: BootstrapTaskProvider,
    private readonly forest: Forest,
  ) {
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
      commands.registerCommand(OPEN, (list: unknown, index: unknown) => this.#open(list, index)),
    ];
  }

  async show({ root, step }: StepSubject): Promise<void> {
    if (!workspace.isTrusted) return;
    const folder = workspace.getWorkspaceFolder(Uri.file(root));
    const words = this.provider.words(await runTask(this.forest, root), root, folder);
    const args = ["run", "--changes", nameOf(step), "--format", "json", ...words.slice(1)];
    const { status, out, errors } = await outputOf(this.context, args, root);
    if (status !== 0) {
      const message = lastComplaint(errors);
      const again = "Run From Here";
      if ((await window.showWarningMessage(message || "The changes cannot be told.", again)) === again)
        await commands.executeCommand("bootstrappable.run", { tree: root, from: nameOf(step) });
      return;
    }
    const lines = out.split("\n").filter((line) => line !== "");
    const title = stepWords(step);
    const path = `/changes of ${title.replaceAll("/", "-")}`;
    const uri = Uri.from({ scheme: SCHEME, path, query: root });
    const changes = lines.map((line) => JSON.parse(line) as Change);
    this.#lists.set(uri.toString(), { id: ++this.#asked, step: title, changes });
    this.#changed.fire(uri);
    await window.showTextDocument(uri);
  }

  provideTextDocumentContent(uri: Uri): string {
    const list = this.#lists.get(uri.toString());
    return list === undefined ? "Ask again what the step has changed.\n" : listText(list).join("\n");
  }

  provideDocumentLinks({ uri }: TextDocument): DocumentLink[] {
    const list = this.#lists.get(uri.toString());
    if (list === undefined) return [];
    return list.changes.flatMap(({ path, before, after }, index) => {
      if (before?.kind !== "file" && after?.kind !== "file") return [];
      const line = index + HEADING;
      const query = encodeURIComponent(JSON.stringify([list.id, index]));
      const range = new Range(line, 2, line, 2 + printable(path).length);
      const link = new DocumentLink(range, Uri.parse(`command:${OPEN}?${query}`));
      const both = before?.kind === "file" && after?.kind === "file";
      link.tooltip = both ? "Compare with the step before" : "Open";
      return [link];
    });
  }

  async #open(list: unknown, index: unknown): Promise<void> {
    const found = [...this.#lists.values()].find(({ id }) => id === list);
    const change = typeof index === "number" ? found?.changes[index] : undefined;
    if (found === undefined || change === undefined) return;
    try {
      await this.#files.open(change, found.step);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(`${change.path} cannot be read: ${why}`);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#files.dispose();
    this.#changed.dispose();
  }
}

/** Lines above the first file of a list. */
const HEADING = 2;

const signs: Readonly<Record<Change["change"], string>> = { added: "+", changed: "~", removed: "-" };

function listText({ step, changes }: Changes): readonly string[] {
  const count = (kind: Change["change"]) => changes.filter(({ change }) => change === kind).length;
  const heading = `${step}: ${count("added")} added (+), ${count("changed")} changed (~), ${count("removed")} removed (-)`;
  const width = Math.max(0, ...changes.map(({ path }) => printable(path).length));
  const rows = changes.map((change) =>
    `${signs[change.change]} ${printable(change.path).padEnd(width)}  ${whatOf(change)}`.trimEnd(),
  );
  return [heading, "", ...rows, ""];
}

/** What a line says behind the path: size and hash, of what was changed also those before. */
function whatOf({ before, after }: Change): string {
  const now = after ?? before;
  if (now === undefined) return "";
  if (before === undefined || after === undefined) return nodeWords(now);
  const mode = before.mode === after.mode ? "" : `  mode ${octal(before.mode)} → ${octal(after.mode)}`;
  if (before.sha256 !== undefined && before.sha256 === after.sha256) return nodeWords(after) + mode;
  return `${nodeWords(before)}  →  ${nodeWords(after)}${mode}`;
}

function nodeWords({ kind, size, sha256, target }: ChangedNode): string {
  if (kind === "file") return `${byteCount(size ?? 0).padStart(10)}  ${sha256 ?? ""}`;
  return kind === "link" ? `→ ${printable(target ?? "")}` : kind;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** A name of any characters on one line. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");
}
