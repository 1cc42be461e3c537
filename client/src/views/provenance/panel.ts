import path from "node:path";
import type { ProvenanceAnswer } from "@bootstrappable/server/protocol";
import { Position, Selection, Uri, ViewColumn, window, workspace } from "vscode";
import type { Disposable, ExtensionContext, WebviewPanel, WebviewPanelSerializer } from "vscode";
import type { Forest } from "../../tree/forest";
import { pageOf } from "./html";
import type { FromPage, ProvenanceSubject, ToPage } from "./messages";

const VIEW = "bootstrappable.provenance";

/** The panels *Where Does This Come From?*, one for each thing asked about. */
export class ProvenancePanels implements WebviewPanelSerializer, Disposable {
  readonly #panels = new Set<ProvenancePanel>();
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
  ) {
    this.#subscriptions = [
      window.registerWebviewPanelSerializer(VIEW, this),
      forest.onChanged(() => {
        for (const panel of this.#panels) void panel.update();
      }),
    ];
  }

  /** What the panel that was shown last shows, once it does. */
  get shown(): ProvenanceAnswer | undefined {
    return [...this.#panels].at(-1)?.answer;
  }

  show(subject: ProvenanceSubject): void {
    const known = [...this.#panels].find(
      (panel) => panel.subject.root === subject.root && panel.subject.of === subject.of,
    );
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const panel = window.createWebviewPanel(
      VIEW,
      titleOf(subject.of),
      ViewColumn.Active,
      options(this.context),
    );
    this.#add(panel, subject);
  }

  /** After the window was closed and opened again. */
  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const subject = subjectOf(state);
    if (subject === undefined) panel.dispose();
    else {
      panel.webview.options = options(this.context);
      this.#add(panel, subject);
    }
    return Promise.resolve();
  }

  dispose(): void {
    for (const { panel } of this.#panels) panel.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #add(panel: WebviewPanel, subject: ProvenanceSubject): void {
    const shown = new ProvenancePanel(panel, this.forest, subject);
    this.#panels.add(shown);
    panel.onDidDispose(() => this.#panels.delete(shown));
    panel.webview.html = pageOf(panel.webview, this.context.extensionUri);
  }
}

class ProvenancePanel {
  answer: ProvenanceAnswer | undefined;

  constructor(
    readonly panel: WebviewPanel,
    private readonly forest: Forest,
    public subject: ProvenanceSubject,
  ) {
    panel.title = titleOf(subject.of);
    panel.webview.onDidReceiveMessage((message: FromPage) => void this.#take(message));
  }

  /** Asks anew and shows what it is now. */
  async update(): Promise<void> {
    const { subject } = this;
    const { root, of, expanded } = subject;
    const answer = await this.forest.ask("bootstrappable/provenance", {
      ...{ root, of },
      ...(expanded !== undefined && { expanded }),
    });
    // Somebody asked for something else meanwhile.
    if (subject !== this.subject) return;
    this.answer = answer;
    const message: ToPage =
      answer === undefined ? { type: "nothing", of } : { type: "picture", answer, subject };
    await this.panel.webview.postMessage(message);
  }

  async #take(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.update();
      case "expand":
        this.subject = { ...this.subject, expanded: message.expanded };
        return this.update();
      case "open":
        return this.#open(message.file, message.line);
      case "export":
        return this.#export(message.format);
    }
  }

  /** Opens a file of the tree beside the picture. */
  async #open(file: string, line: number): Promise<void> {
    if (!file.startsWith(`${this.subject.root}/`)) return;
    const beside = window.visibleTextEditors[0]?.viewColumn ?? ViewColumn.Beside;
    const editor = await window.showTextDocument(Uri.file(file), { viewColumn: beside, preview: true });
    const at = new Position(line, 0);
    editor.selection = new Selection(at, at);
    editor.revealRange(editor.document.lineAt(Math.min(line, editor.document.lineCount - 1)).range);
  }

  async #export(format: "svg" | "dot"): Promise<void> {
    const { root, of } = this.subject;
    const expanded = this.answer?.expanded;
    const answer = await this.forest.ask("bootstrappable/provenanceFile", {
      ...{ root, of, format },
      ...(expanded !== undefined && { expanded }),
    });
    if (answer === undefined) return;
    const name = `${path.posix.basename(of).replace(/[^\w.+-]/g, "_")}.${format}`;
    const filters = format === "svg" ? { "SVG picture": ["svg"] } : { "Graphviz DOT": ["dot", "gv"] };
    const to = await window.showSaveDialog({ defaultUri: Uri.joinPath(folderFor(root), name), filters });
    if (to !== undefined) await workspace.fs.writeFile(to, new TextEncoder().encode(answer.text));
  }
}

/** Pictures are offered to be kept beside the tree, not in it. */
function folderFor(root: string): Uri {
  return Uri.file(path.dirname(root));
}

function options({ extensionUri }: ExtensionContext) {
  return { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, "dist")] };
}

function titleOf(of: string): string {
  return `From: ${path.posix.basename(of)}`;
}

function subjectOf(state: unknown): ProvenanceSubject | undefined {
  const subject =
    typeof state === "object" && state !== null && "subject" in state ? state.subject : undefined;
  if (typeof subject !== "object" || subject === null) return undefined;
  const { root, of, expanded } = subject as Record<string, unknown>;
  if (typeof root !== "string" || typeof of !== "string") return undefined;
  const isList = Array.isArray(expanded) && expanded.every((each) => typeof each === "number");
  return { root, of, ...(isList && { expanded }) };
}
