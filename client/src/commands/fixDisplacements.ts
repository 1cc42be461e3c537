import type { RelocationAnswer } from "@bootstrappable/server/protocol";
import {
  commands,
  languages,
  Location,
  Range,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocument,
  type TextDocumentContentProvider,
} from "vscode";
import type { Server } from "../languageClient";

const scheme = "bootstrappable-relocated";

/** *Fix All Displacements*: shows what would be written beside what is there, and writes it once the person says so. */
export class Displacements implements TextDocumentContentProvider, Disposable {
  /** What each source would be, by the address of the document that shows it. */
  readonly #texts = new Map<string, string>();
  readonly #subscription = workspace.registerTextDocumentContentProvider(scheme, this);
  /** Every comparison has an address of its own: what an editor showed once it does not ask for again. */
  #count = 0;

  constructor(private readonly server: Server) {}

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }

  async fix(given: unknown): Promise<void> {
    const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
    if (uri === undefined) return;
    const document = await workspace.openTextDocument(uri);
    const answer = await this.server.ask("bootstrappable/relocation", { uri: uri.toString() });
    if (answer === undefined) {
      void window.showInformationMessage(
        "Only hex0, hex1 and hex2 have displacements that are written by hand.",
      );
      return;
    }
    if (answer.broken) {
      void window.showWarningMessage(
        "The header cannot be read, so that no address is known. Were bytes put into it, or taken out?",
      );
      return;
    }
    const changes = changesOf(answer);
    const choices = [
      ...(changes === "" ? [] : ["Fix All"]),
      ...(answer.unreached.length + answer.unknown.length > 0 ? ["Show What Is Left"] : []),
    ];
    const shown = changes === "" ? undefined : await this.#show(document, answer.text);
    const message = [
      changes === "" ? "Every displacement that a label names is right." : `To fix: ${changes}.`,
    ];
    if (answer.unreached.length > 0)
      message.push(`${count(answer.unreached.length, "reference")} cannot reach their labels.`);
    if (answer.unknown.length > 0)
      message.push(`${count(answer.unknown.length, "reference")} that no label names stay as they are.`);
    const picked = await window.showInformationMessage(message.join(" "), ...choices);
    if (shown !== undefined) await close(shown);
    if (picked === "Fix All") await this.#write(document, answer);
    if (picked === "Show What Is Left") await showLeft(document, answer);
  }

  async #show(document: TextDocument, text: string): Promise<Uri> {
    const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
    const shown = Uri.from({ scheme, path: `/${this.#count++}/${name}` });
    this.#texts.set(shown.toString(), text);
    const right = await workspace.openTextDocument(shown);
    await languages.setTextDocumentLanguage(right, document.languageId);
    await commands.executeCommand("vscode.diff", document.uri, shown, `${name}: displacements fixed`);
    return shown;
  }

  /** Somebody may have typed since: then there are other edits, which nobody has seen. */
  async #write(document: TextDocument, seen: RelocationAnswer): Promise<void> {
    const answer = await this.server.ask("bootstrappable/relocation", { uri: document.uri.toString() });
    if (answer?.text !== seen.text) {
      void window.showWarningMessage("The source was edited meanwhile: nothing is written.");
      return;
    }
    await workspace.applyEdit(await this.server.editOf(answer.edit));
    await window.showTextDocument(document);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** What is changed, in words; empty where nothing is. */
function changesOf({ references, fields, notes }: RelocationAnswer): string {
  const changed = [
    [references, "reference"],
    [fields, "header field"],
    [notes, "note"],
  ] as const;
  return changed
    .filter(([number]) => number > 0)
    .map(([number, what]) => count(number, what))
    .join(", ");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

async function close(shown: Uri): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const own = tabs.filter(
    ({ input }) => input instanceof TabInputTextDiff && input.modified.toString() === shown.toString(),
  );
  await window.tabGroups.close(own);
}

/** Peeks at the references that are not fixed, as VS Code does at those of a name. */
async function showLeft({ uri }: TextDocument, answer: RelocationAnswer): Promise<void> {
  const ranges = [...answer.unreached.map(({ range }) => range), ...answer.unknown].map(
    ({ start, end }) => new Range(start.line, start.character, end.line, end.character),
  );
  ranges.sort((a, b) => a.start.compareTo(b.start));
  const places = ranges.map((range) => new Location(uri, range));
  await commands.executeCommand("editor.action.goToLocations", uri, ranges[0]!.start, places, "peek");
}
