import type { FindingMade } from "@bootstrappable/core/runs/events";
import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  languages,
  Location,
  Uri,
  workspace,
  type Disposable,
} from "vscode";
import type { Collector } from "../tasks/terminal";
import { FailureNotes } from "./failureNotes";
import { notifyFailure } from "./notification";
import { isFinding } from "./protocol";
import { rangeOf } from "./range";
import { isSame, ToldByServer } from "./toldByServer";

export const severities: Readonly<Record<FindingMade["severity"], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/**
 * What went wrong in the last run of each tree, as diagnostics on the lines to blame; they stay until the next good run
 * of the same tree.
 */
export class RunFindings implements Disposable {
  readonly #diagnostics = languages.createDiagnosticCollection("bootstrappable run");
  readonly #notes = new FailureNotes();
  readonly #told = new ToldByServer({
    tells: (finding) => {
      const told = languages.getDiagnostics(Uri.file(finding.file));
      return told.some(({ code, range }) => isSame({ code, line: range.start.line }, finding));
    },
    isOpen: ({ file }) => {
      const uri = Uri.file(file).toString();
      return workspace.textDocuments.some((document) => document.uri.toString() === uri);
    },
  });
  readonly #subscription = languages.onDidChangeDiagnostics(() => {
    const found = [...this.#found.values()].flat();
    if (this.#told.update(found)) this.#show(found);
  });

  readonly #found = new Map<string, readonly FindingMade[]>();

  /** Collects what is found in a run of a tree. */
  begin(tree: string): Collector {
    const found: FindingMade[] = [];
    return {
      event: (event) => {
        if (isFinding(event)) found.push(event);
      },
      end: ({ cancelled, status }) => {
        // A run that was broken off, or never began, says nothing about what the one before it found.
        if (cancelled || (status !== 0 && found.length === 0)) return;
        this.#found.set(tree, found);
        const all = [...this.#found.values()].flat();
        this.#told.forget();
        this.#told.update(all);
        this.#show(all);
        if (found[0]) void notifyFailure(found[0]);
      },
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#diagnostics.dispose();
    this.#notes.dispose();
  }

  #show(found: readonly FindingMade[]): void {
    const byFile = new Map<string, Diagnostic[]>();
    const left = found.filter((finding) => !this.#told.isSettled(finding));
    for (const finding of left) {
      if (this.#told.has(finding)) continue;
      const key = Uri.file(finding.file).toString();
      byFile.set(key, [...(byFile.get(key) ?? []), diagnosticOf(finding)]);
    }
    this.#diagnostics.clear();
    this.#diagnostics.set([...byFile].map(([uri, diagnostics]) => [Uri.parse(uri), diagnostics]));
    this.#notes.show(left);
  }
}

function diagnosticOf(finding: FindingMade): Diagnostic {
  const diagnostic = new Diagnostic(rangeOf(finding), finding.message, severities[finding.severity]);
  diagnostic.source = "run";
  diagnostic.code = finding.code;
  diagnostic.relatedInformation = finding.related.map(
    (place) =>
      new DiagnosticRelatedInformation(new Location(Uri.file(place.file), rangeOf(place)), place.message),
  );
  return diagnostic;
}
