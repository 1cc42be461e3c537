import { filesToCheck } from "@bootstrappable/core/tree/filesToCheck";
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type ResultProgressReporter,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { LongWork, Pace } from "../longWork";
import { pathOf, uriOf, type Session } from "../session";
import { reportOf } from "./documentDiagnostic";
import { findingsOf } from "./findings";

/** In milliseconds: as long as somebody types, only the document itself is looked at. */
const PAUSE = 1000;
/** So many reports are sent together. */
const TOGETHER = 50;

type Stream = ResultProgressReporter<WorkspaceDiagnosticReportPartialResult>;

/**
 * workspace/diagnostic: what is found in the files of the folders that the editor has open, whether it has them open or
 * not. A request that would tell nothing new is held until something changes.
 */
export class WorkspaceDiagnosticFeature {
  #changes = 0;
  /** When the last change was. */
  #changed = 0;
  /** How many changes there had been when the person cancelled a look at all files. */
  #declined: number | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly session: Session,
    private readonly longWork: LongWork,
    /** Until the settings are there. */
    private readonly ready: () => Promise<unknown>,
  ) {}

  /** Something changed that findings may depend on. */
  touch(): void {
    this.#changes++;
    this.#changed = performance.now();
    for (const wake of this.#waiting) wake();
  }

  async answer(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
    progress: WorkDoneProgressReporter | undefined,
    stream: Stream | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    await this.ready();
    const known = new Map(previousResultIds.map(({ uri, value }) => [pathOf(uri) ?? uri, { uri, value }]));
    for (let first = known.size === 0; ; first = false) {
      await this.#until(() => this.#changes !== this.#declined, token);
      const changes = this.#changes;
      const pass = new Pass(this.session, known, stream, token, () => this.#quiet(token));
      const work = async ({ done, cancelled }: Pace) => {
        const reports = await pass.run(done, cancelled);
        // The person wants no more of it, until there is something new.
        if (cancelled() && !token.isCancellationRequested) this.#declined = changes;
        return reports;
      };
      // Later ones are quick, and nobody waits for them.
      const title = "Checking the bootstrap's files";
      const reports = first
        ? await this.longWork.run(title, progress, token, work)
        : await pass.run(
            () => undefined,
            () => token.isCancellationRequested,
          );
      if (reports.news > 0 || token.isCancellationRequested) return { items: reports.items };
      await this.#until(() => this.#changes !== changes, token);
    }
  }

  /** Waits as long as somebody types. */
  async #quiet(token: CancellationToken): Promise<void> {
    for (;;) {
      const rest = this.#changed === 0 ? 0 : this.#changed + PAUSE - performance.now();
      if (rest <= 0 || token.isCancellationRequested) return;
      await new Promise((resolve) => setTimeout(resolve, rest).unref());
    }
  }

  #until(happened: () => boolean, token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!happened() && !token.isCancellationRequested) return;
        this.#waiting.delete(look);
        cancelling.dispose();
        resolve();
      };
      this.#waiting.add(look);
      const cancelling = token.onCancellationRequested(look);
      look();
    });
  }
}

/** One look at all files. */
class Pass {
  readonly #items: WorkspaceDocumentDiagnosticReport[] = [];
  /** How many reports say what the editor does not know. */
  #news = 0;

  constructor(
    private readonly session: Session,
    /** What the editor has, by a file's path. */
    private readonly known: ReadonlyMap<string, { readonly uri: string; readonly value: string }>,
    private readonly stream: Stream | undefined,
    private readonly token: CancellationToken,
    private readonly quiet: () => Promise<void>,
  ) {}

  /** What is left to be sent, and how many reports were news. */
  async run(
    done: Pace["done"],
    cancelled: Pace["cancelled"],
  ): Promise<{ readonly items: WorkspaceDocumentDiagnosticReport[]; readonly news: number }> {
    const files = await this.#files();
    const turn = this.session.traffic.turns();
    for (const [index, path] of files.entries()) {
      await this.quiet();
      // What a person waits for goes first.
      await turn();
      if (cancelled()) break;
      await this.#look(path);
      done(index + 1, files.length);
    }
    if (!cancelled()) this.#takeBack(new Set(files));
    if (this.stream !== undefined) this.#send(this.stream);
    return { items: this.#items, news: this.#news };
  }

  async #files(): Promise<readonly string[]> {
    const { folders, workspace } = this.session;
    if (workspace.settings.checkWholeFolder === false) return [];
    const files = new Set<string>();
    for (const folder of folders) {
      for await (const file of filesToCheck(workspace.files, folder)) {
        if (this.token.isCancellationRequested) return [];
        files.add(file);
      }
    }
    return [...files];
  }

  async #look(path: string): Promise<void> {
    const open = this.session.documents.ofFile(path);
    const known = this.known.get(path);
    const uri = known?.uri ?? open?.uri ?? uriOf(path);
    const asked = await this.session.askOfFile(uri, "diagnostics");
    if (asked === undefined) return;
    const report = reportOf(await findingsOf(this.session, uri, asked), known?.value);
    this.#add({ ...report, uri, version: open?.version ?? null });
  }

  /** Files that the editor knows findings of and that are no more, or are not to be looked at any longer. */
  #takeBack(files: ReadonlySet<string>): void {
    for (const [path, { uri }] of this.known) {
      if (files.has(path) || this.session.documents.get(uri) !== undefined) continue;
      this.#add({ uri, version: null, kind: DocumentDiagnosticReportKind.Full, items: [] });
    }
  }

  #add(report: WorkspaceDocumentDiagnosticReport): void {
    if (report.kind === DocumentDiagnosticReportKind.Full) this.#news++;
    this.#items.push(report);
    if (this.stream !== undefined && this.#items.length >= TOGETHER) this.#send(this.stream);
  }

  #send(stream: Stream): void {
    if (this.#items.length > 0) stream.report({ items: this.#items.splice(0) });
  }
}
