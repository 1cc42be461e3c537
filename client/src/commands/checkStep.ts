import path from "node:path";
import { commands, Diagnostic, languages, Uri, window, type Disposable, type ExtensionContext } from "vscode";
import type { Finding } from "@bootstrappable/core/runs/events";
import { askCommand, textOf } from "../askCommand";
import { rangeOf } from "../runs/range";
import { severities } from "../runs/findings";
import type { Forest } from "../tree/forest";
import { slashed } from "../slashed";
import type { StepSubject } from "../views/steps";
import { chooseTree } from "./chooseTree";

/** *Bootstrap: Check Step*: what a package's folder, manifest lines and checksums lack, as diagnostics. */
export class StepChecks implements Disposable {
  readonly #diagnostics = languages.createDiagnosticCollection("bootstrappable step");
  /** What was found, by tree and package: each stays until that package is checked again. */
  readonly #found = new Map<string, readonly (readonly [file: string, Diagnostic])[]>();

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
  ) {}

  async check(given: StepSubject | undefined, file: Uri | undefined): Promise<void> {
    const root = given?.root ?? (await chooseTree(this.forest));
    if (root === undefined) return;
    const name = given?.step.name ?? packageOf(root, file) ?? (await this.#pick(root));
    if (name === undefined) return;
    const { lines, complaints } = await askCommand(
      this.context,
      ["new-step", "--lint", "--format", "json", "--", name, root],
      root,
    );
    if (lines.length === 0 && complaints !== "") {
      void window.showErrorMessage(complaints);
      return;
    }
    const findings = lines.filter((line) => textOf(line, "file") !== undefined) as Finding[];
    this.#found.set(
      `${root} ${name}`,
      findings.map((finding) => [path.resolve(root, finding.file), diagnosticOf(finding)]),
    );
    this.#show();
    await tell(name, findings.length);
  }

  dispose(): void {
    this.#diagnostics.dispose();
  }

  async #pick(root: string): Promise<string | undefined> {
    const plan = await this.forest.plan(root);
    const names = new Set(plan?.steps.filter(({ kind }) => kind === "build").map(({ name }) => name));
    return window.showQuickPick([...names], { placeHolder: "Which package?" });
  }

  #show(): void {
    const byFile = new Map<string, Diagnostic[]>();
    for (const [file, diagnostic] of [...this.#found.values()].flat()) {
      byFile.set(file, [...(byFile.get(file) ?? []), diagnostic]);
    }
    this.#diagnostics.clear();
    this.#diagnostics.set([...byFile].map(([file, diagnostics]) => [Uri.file(file), diagnostics]));
  }
}

/** The package whose folder a file lies in. */
function packageOf(root: string, file: Uri | undefined): string | undefined {
  const steps = `${root}/steps/`;
  const within = file === undefined ? "" : slashed(file.fsPath);
  if (!within.startsWith(steps)) return undefined;
  const [folder, ...rest] = within.slice(steps.length).split("/");
  return rest.length === 0 || folder === "improve" || folder === "jump" ? undefined : folder;
}

function diagnosticOf(finding: Finding): Diagnostic {
  const diagnostic = new Diagnostic(rangeOf(finding), finding.message, severities[finding.severity]);
  diagnostic.source = "step";
  diagnostic.code = finding.code;
  return diagnostic;
}

async function tell(name: string, count: number): Promise<void> {
  if (count === 0) {
    void window.showInformationMessage(`${name} lacks nothing.`);
    return;
  }
  await commands.executeCommand("workbench.actions.view.problems");
}
