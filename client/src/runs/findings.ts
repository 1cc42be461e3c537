import type { FindingMade, StepName } from "@bootstrappable/core/runs/events";
import type { KeptRun } from "@bootstrappable/server/protocol";
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
import { isFinding, isStepEnd } from "./protocol";
import { lineRange, rangeOf } from "./range";
import { sameStep } from "./run";
import { isSame, ToldByServer } from "./toldByServer";

export const severities: Readonly<Record<FindingMade["severity"], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What found something, as the Problems view names it. */
type Source = "run" | "assemble";

/** A finding of a task. */
interface Found {
  readonly finding: FindingMade;
  readonly source: Source;
}

/**
 * What went wrong in the last run of each tree, and when each source was assembled last, as diagnostics on the lines to
 * blame; they stay until a run of the same tree has done the step that failed, until the same source is assembled.
 */
export class RunFindings implements Disposable {
  readonly #diagnostics = languages.createDiagnosticCollection("bootstrappable run");
  readonly #notes = new FailureNotes();
  /** What others tell of files, while it is the same. */
  readonly #others = new Map<string, readonly Diagnostic[]>();
  readonly #told = new ToldByServer({
    tells: (finding) =>
      this.#othersOf(finding.file).some(({ code, range }) =>
        isSame({ code, line: range.start.line }, finding),
      ),
    isOpen: ({ file }) => {
      const uri = Uri.file(file).toString();
      return workspace.textDocuments.some((document) => document.uri.toString() === uri);
    },
  });
  readonly #subscription = languages.onDidChangeDiagnostics(() => {
    const found = this.#all();
    this.#others.clear();
    if (this.#told.update(found.map(({ finding }) => finding))) this.#show(found);
  });

  readonly #found = new Map<string, readonly Found[]>();
  /** The step at which it failed, by the same name. */
  readonly #failed = new Map<string, string>();

  /** Collects what a task finds, in place of what it found before under the same name: a run's is that of its tree. */
  begin(name: string, source: Source = "run"): Collector {
    const found: Found[] = [];
    let failed: StepName | undefined;
    return {
      event: (event) => {
        if (isFinding(event)) found.push({ finding: event, source });
        if (!isStepEnd(event)) return;
        if (event.status === "failed") failed = event.step;
        // What a step was to be blamed for is no more, however the run ends.
        else if (event.status === "done" && this.#failed.get(name) === sameStep(event.step))
          this.#replace(name, []);
      },
      end: ({ cancelled, status }) => {
        // A task that was broken off, or never began, says nothing about what the one before it found.
        if (cancelled || (status !== 0 && found.length === 0)) return;
        this.#replace(name, found, failed);
        const first = found.find(({ finding }) => finding.severity === "error") ?? found[0];
        if (first && (status !== 0 || source === "run")) void tell(first.finding);
      },
    };
  }

  /** What a run of a tree has found of which only the record is there. */
  restore(tree: string, { findings, steps }: Pick<KeptRun, "findings" | "steps">): void {
    const found = findings.map((kept): Found => {
      const { file, line, severity, message, placeless } = kept;
      const { start, end } = lineRange(line);
      const place = { line, column: start.character + 1, endLine: line, endColumn: end.character + 1 };
      const code = kept.code as FindingMade["code"];
      return {
        source: "run",
        finding: {
          ...{ type: "finding", at: 0, file, ...place, severity, code, message, related: [] },
          ...(placeless && { placeless }),
        },
      };
    });
    this.#replace(
      tree,
      found,
      steps.find(({ status }) => status === "failed"),
    );
  }

  /** Tells no more of what a task has found under a name. */
  forget(name: string): void {
    this.#replace(name, []);
  }

  #replace(name: string, found: readonly Found[], failed?: Pick<StepName, "kind" | "name" | "pass">): void {
    if (failed === undefined) this.#failed.delete(name);
    else this.#failed.set(name, sameStep(failed));
    // The editor shows what it is told of a file only; the terminal, a message and the view Runs tell the rest.
    const placed = found.filter(({ finding }) => finding.placeless !== true);
    this.#found.set(name, placed);
    const all = this.#all();
    this.#others.clear();
    this.#told.forget();
    this.#told.update(all.map(({ finding }) => finding));
    this.#show(all);
  }

  /** Everything, each once: sources of one program have the same findings. */
  #all(): readonly Found[] {
    const all = new Map<string, Found>();
    for (const found of [...this.#found.values()].flat()) {
      const { file, line, column, code, message } = found.finding;
      const key = JSON.stringify([found.source, file, line, column, code, message]);
      if (!all.has(key)) all.set(key, found);
    }
    return [...all.values()];
  }

  #othersOf(file: string): readonly Diagnostic[] {
    let others = this.#others.get(file);
    if (others === undefined) {
      const all = languages.getDiagnostics(Uri.file(file));
      others = all.filter(({ source }) => source !== "run" && source !== "assemble");
      this.#others.set(file, others);
    }
    return others;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#diagnostics.dispose();
    this.#notes.dispose();
  }

  #show(found: readonly Found[]): void {
    const byFile = new Map<string, Diagnostic[]>();
    const left = found.filter(({ finding }) => !this.#told.isSettled(finding));
    for (const { finding, source } of left) {
      if (this.#told.has(finding)) continue;
      const key = Uri.file(finding.file).toString();
      byFile.set(key, [...(byFile.get(key) ?? []), diagnosticOf(finding, source)]);
    }
    this.#diagnostics.clear();
    this.#diagnostics.set([...byFile].map(([uri, diagnostics]) => [Uri.parse(uri), diagnostics]));
    this.#notes.show(left.map(({ finding }) => finding));
  }
}

function tell(finding: FindingMade): Promise<void> {
  return notifyFailure(finding.message, finding.placeless === true ? undefined : finding);
}

function diagnosticOf(finding: FindingMade, source: Source): Diagnostic {
  const diagnostic = new Diagnostic(rangeOf(finding), finding.message, severities[finding.severity]);
  diagnostic.source = source;
  diagnostic.code = finding.code;
  diagnostic.relatedInformation = finding.related.map(
    (place) =>
      new DiagnosticRelatedInformation(new Location(Uri.file(place.file), rangeOf(place)), place.message),
  );
  return diagnostic;
}
