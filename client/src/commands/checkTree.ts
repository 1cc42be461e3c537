import path from "node:path";
import { window, type Disposable, type ExtensionContext } from "vscode";
import { askCommand, textOf } from "../askCommand";
import type { Forest } from "../tree/forest";
import { architectureOfRuns } from "../tree/runsUnder";
import { chooseTree } from "./chooseTree";
import { MadeDocuments } from "./madeDocuments";

/** Scheme of reports: `bootstrappable-report:/NAME/doctor?ROOT`. */
const SCHEME = "bootstrappable-report";

const marks: Readonly<Record<string, string>> = { good: "✓", warning: "!", bad: "✗", unknown: "?" };
/** What stands in the way comes first. */
const order = ["bad", "warning", "unknown", "good"];

/** *Bootstrap: Check This Tree (Doctor)*: what of the tree and of the machine stands in a run's way, and what to do. */
export class TreeReports implements Disposable {
  readonly #documents = new MadeDocuments(SCHEME, "Run the command Bootstrap: Check This Tree again.\n");

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
  ) {}

  async check(): Promise<void> {
    const root = await chooseTree(this.forest);
    if (root === undefined) return;
    const configuration = await this.forest.configuration(root);
    const args = [
      "doctor",
      "--format",
      "json",
      ...(configuration === undefined ? [] : ["--arch", architectureOfRuns(configuration)]),
      "--",
      root,
    ];
    const title = `Checking ${path.basename(root)}…`;
    const { lines, complaints } = await window.withProgress(
      { location: { viewId: "bootstrappable.steps" }, title },
      () => askCommand(this.context, args, root),
    );
    if (lines.length === 0) {
      void window.showErrorMessage(`The tree could not be checked: ${complaints}`);
      return;
    }
    await this.#documents.show(`/${path.basename(root)}/doctor`, root, reportText(root, lines));
  }

  dispose(): void {
    this.#documents.dispose();
  }
}

/** The checks for people, what is bad first. */
function reportText(root: string, checks: readonly unknown[]): string {
  const statusOf = (check: unknown) => textOf(check, "status") ?? "unknown";
  const sorted = [...checks].sort((a, b) => order.indexOf(statusOf(a)) - order.indexOf(statusOf(b)));
  const count = (status: string) => checks.filter((check) => statusOf(check) === status).length;
  const summary =
    count("bad") > 0
      ? `${count("bad")} in a run's way, ${count("warning")} that may be.`
      : `A run can start. ${count("warning")} that may stand in its way.`;
  return [root, summary, "", ...sorted.flatMap(checkLines)].map((line) => `${line}\n`).join("");
}

function checkLines(check: unknown): string[] {
  const details = (check as { readonly details?: unknown }).details;
  const remedy = textOf(check, "remedy");
  return [
    `${marks[textOf(check, "status") ?? ""] ?? "?"} ${textOf(check, "check") ?? ""}: ${textOf(check, "reason") ?? ""}`,
    ...(Array.isArray(details) ? details.map((detail) => `      ${String(detail)}`) : []),
    ...(remedy === undefined ? [] : [`    → ${remedy}`]),
  ];
}
