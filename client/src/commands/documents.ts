import path from "node:path";
import type { PlanAnswer } from "@bootstrappable/server/protocol";
import {
  EventEmitter,
  languages,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from "vscode";
import type { Forest } from "../tree/forest";
import { chooseTree } from "./chooseTree";

/** Scheme of documents that are made up from a tree: `bootstrappable:/NAME/plan?ROOT`, `…/scripts/steps/0.sh?ROOT`. */
const SCHEME = "bootstrappable";
const SCRIPTS = "/scripts/";

/** Read-only documents of what a tree comes to; they follow its changes while they are open. */
export class TreeDocuments implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: Disposable[];

  constructor(private readonly forest: Forest) {
    this.#subscriptions = [
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      forest.onChanged(() => {
        for (const { uri } of workspace.textDocuments) if (uri.scheme === SCHEME) this.#changed.fire(uri);
      }),
    ];
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const root = uri.query;
    if (!uri.path.includes(SCRIPTS)) {
      const plan = await this.forest.plan(root);
      return plan === undefined ? "There is no bootstrap here any more.\n" : planText(plan);
    }
    const name = uri.path.slice(uri.path.indexOf(SCRIPTS) + SCRIPTS.length);
    const answer = await this.forest.ask("bootstrappable/scripts", { root });
    const file = answer?.files.find((one) => one.path === name);
    if (file !== undefined) return file.text;
    const why = answer?.problems.join("\n") ?? "";
    return why === "" ? "Under this configuration there is no such script.\n" : `${why}\n`;
  }

  /** *Show Plan* */
  async showPlan(): Promise<void> {
    const root = await chooseTree(this.forest);
    if (root === undefined) return;
    await window.showTextDocument(
      Uri.from({ scheme: SCHEME, path: `/${path.basename(root)}/plan`, query: root }),
    );
  }

  /** *Show Generated Scripts*: of those that the script generator would write the one that the person picks. */
  async showScripts(): Promise<void> {
    const root = await chooseTree(this.forest);
    if (root === undefined) return;
    const answer = await this.forest.ask("bootstrappable/scripts", { root });
    const [problem] = answer?.problems ?? [];
    if (problem !== undefined) {
      void window.showErrorMessage(`The script generator stops at the manifest: ${problem}`);
      return;
    }
    const items = (answer?.files ?? []).map((file) => ({
      label: file.path,
      description: `${file.text.split("\n").length - 1} lines`,
      file,
    }));
    const picked = await window.showQuickPick(items, { placeHolder: "Which of the generated scripts?" });
    if (picked === undefined) return;
    const place = `/${path.basename(root)}${SCRIPTS}${picked.label}`;
    const document = await workspace.openTextDocument(Uri.from({ scheme: SCHEME, path: place, query: root }));
    const shell = picked.file.text.startsWith("#!") ? "shellscript" : "kaem";
    const language = picked.label.endsWith(".cfg") ? "bootstrap-config" : shell;
    await window.showTextDocument(await languages.setTextDocumentLanguage(document, language));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** The plan as `bootstrappable plan` prints it, by phase. */
function planText({ phases, steps }: PlanAnswer): string {
  const lines: string[] = [];
  phases.forEach(({ title }, index) => {
    lines.push(...(index > 0 ? [""] : []), `# ${title}`);
    for (const { number, kind, name, pass, script, phase } of steps) {
      if (phase !== index || number === undefined) continue;
      const columns = [
        String(number).padStart(4),
        kind.padEnd(9),
        name.padEnd(30),
        String(pass ?? "-").padStart(2),
      ];
      lines.push([...columns, script ?? "-"].join("  "));
    }
  });
  const inactive = steps.filter(({ number }) => number === undefined);
  if (inactive.length > 0) lines.push("", "# not active");
  for (const { kind, name, why } of inactive)
    lines.push(`   -  ${kind.padEnd(9)}  ${name.padEnd(30)}  ${why ?? ""}`);
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
