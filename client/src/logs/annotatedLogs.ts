import type { LogEvent } from "@bootstrappable/core/runs/annotate";
import path from "node:path";
import {
  DocumentLink,
  languages,
  ProgressLocation,
  Range,
  Uri,
  window,
  workspace,
  type Disposable,
  type DocumentLinkProvider,
  type ExtensionContext,
  type TextDocument,
} from "vscode";
import { startCommand } from "../command";
import { eachLine } from "../lines";
import type { RunFindings } from "../runs/findings";
import type { Forest } from "../tree/forest";
import { chooseTree } from "../commands/chooseTree";

/** What is known of a log. */
export interface AnnotatedLog {
  /** Of lines of the log, zero-based, the file and the line (from 1) that they come from. */
  readonly places: ReadonlyMap<number, { readonly file: string; readonly line: number }>;
}

/** Lines of a log that become links: a log may have a million, and an editor is not asked to hold them all. */
const mostLinks = 20_000;

/** *Bootstrap: Annotate Log…*: what failed in a log on the lines to blame, and its lines as links. */
export class AnnotatedLogs implements DocumentLinkProvider, Disposable {
  readonly #logs = new Map<string, AnnotatedLog>();
  #registration: Disposable | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
    private readonly findings: RunFindings,
  ) {}

  async annotate(given: Uri | undefined): Promise<void> {
    if (!workspace.isTrusted) {
      void window.showInformationMessage("Nothing is run before this folder is trusted.");
      return;
    }
    const log = given ?? (await window.showOpenDialog({ title: "Annotate Log", openLabel: "Annotate" }))?.[0];
    const tree = log && (await chooseTree(this.forest));
    if (log === undefined || tree === undefined) return;
    await window.showTextDocument(log);
    const options = {
      location: ProgressLocation.Notification,
      title: `Reading ${path.basename(log.fsPath)}`,
      cancellable: true,
    };
    await window.withProgress(options, async (_, token) => {
      const found = new Reading();
      const collector = this.findings.begin(`log ${log.fsPath}`);
      const child = startCommand(
        this.context,
        ["annotate", "--events-fd", "3", "--tree", tree, "--", log.fsPath],
        tree,
      );
      token.onCancellationRequested(() => child.kill("SIGINT"));
      child.stdout?.resume();
      child.stderr?.resume();
      const events = child.stdio[3];
      if (events && "read" in events)
        eachLine(events, (line) => {
          const event = eventOf(line);
          if (event === undefined) return;
          found.take(event);
          collector.event(event);
        });
      const status = await new Promise<number>((resolve) => {
        child.on("error", () => resolve(2));
        child.on("close", (code) => resolve(code ?? 130));
      });
      const cancelled = token.isCancellationRequested || status === 2;
      collector.end({ status, cancelled });
      if (status === 2) void window.showErrorMessage(`${log.fsPath} could not be read.`);
      if (cancelled) return;
      this.#logs.set(log.toString(), found);
      // An editor that is open asks for its links again when there is another provider.
      this.#registration?.dispose();
      this.#registration = languages.registerDocumentLinkProvider({ scheme: "file" }, this);
    });
  }

  provideDocumentLinks(document: TextDocument): DocumentLink[] {
    const log = this.#logs.get(document.uri.toString());
    if (log === undefined) return [];
    const links: DocumentLink[] = [];
    for (const [number, { file, line }] of log.places) {
      if (number >= document.lineCount) break;
      const { text } = document.lineAt(number);
      const start = Math.max(0, text.indexOf("+>"));
      const link = new DocumentLink(
        new Range(number, start, number, text.trimEnd().length),
        Uri.file(file).with({ fragment: `L${line}` }),
      );
      link.tooltip = `${path.posix.basename(file)}:${line}`;
      links.push(link);
    }
    return links;
  }

  dispose(): void {
    this.#registration?.dispose();
  }
}

/** A log while it is read. */
class Reading implements AnnotatedLog {
  readonly places = new Map<number, { file: string; line: number }>();

  take(event: LogEvent): void {
    const line = event.logLine - 1;
    if (event.type !== "command" && event.type !== "output") return;
    if (event.location !== undefined && this.places.size < mostLinks)
      this.places.set(line, { file: event.location.file, line: event.location.line });
  }
}

function eventOf(line: string): LogEvent | undefined {
  try {
    return JSON.parse(line) as LogEvent;
  } catch {
    // A command that was ended within a line.
    return undefined;
  }
}
