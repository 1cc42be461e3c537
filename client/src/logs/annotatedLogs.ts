import type { LogEvent } from "@bootstrappable/core/runs/annotate";
import path from "node:path";
import {
  commands,
  DocumentLink,
  EventEmitter,
  languages,
  ProgressLocation,
  Range,
  Uri,
  window,
  type Disposable,
  type DocumentLinkProvider,
  type ExtensionContext,
  type TextDocument,
} from "vscode";
import { startCommand } from "../command";
import { eachLine } from "../lines";
import type { RunFindings } from "../runs/findings";
import type { Forest } from "../tree/forest";
import { chooseFile } from "../commands/chooseFile";
import { chooseTree } from "../commands/chooseTree";
import { AnnotatedLog } from "./annotatedLog";

/** Lines of a log that become links: a log may have a million, and an editor is not asked to hold them all. */
const mostLinks = 20_000;

/** Whether a log has been annotated: then its view is there. */
const ANNOTATED = "bootstrappable.logAnnotated";

/** *Bootstrap: Annotate Log…*: what failed in a log on the lines to blame, its steps in a view, and its lines as links. */
export class AnnotatedLogs implements DocumentLinkProvider, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onChanged = this.#changed.event;
  readonly #logs = new Map<string, AnnotatedLog>();
  #registration: Disposable | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly forest: Forest,
    private readonly findings: RunFindings,
  ) {}

  /** The logs that were annotated, the last one first. */
  get logs(): readonly AnnotatedLog[] {
    return [...this.#logs.values()].reverse();
  }

  async annotate(given: Uri | undefined): Promise<void> {
    const open = openText();
    const ask = { title: "Annotate Log", openLabel: "Annotate", ...(open && { defaultUri: open }) };
    const log = given ?? (await chooseFile(this.forest, ask));
    const tree = log && (await chooseTree(this.forest));
    if (log === undefined || tree === undefined) return;
    await window.showTextDocument(log);
    const options = {
      location: ProgressLocation.Notification,
      title: `Reading ${path.basename(log.fsPath)}`,
      cancellable: true,
    };
    await window.withProgress(options, async (_, token) => {
      const found = new AnnotatedLog(log.fsPath);
      const collector = this.findings.begin(nameOf(log.fsPath));
      const child = startCommand(
        this.context,
        [
          ...["annotate", "--events-fd", "3", "--event-lines", String(mostLinks)],
          ...["--tree", tree, "--", log.fsPath],
        ],
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
      found.end();
      this.#logs.delete(log.toString());
      this.#logs.set(log.toString(), found);
      this.#show();
    });
  }

  /** *Close Log*: takes back what a log has told. */
  close(log: AnnotatedLog | undefined): void {
    if (log === undefined || !this.#logs.delete(Uri.file(log.file).toString())) return;
    this.findings.forget(nameOf(log.file));
    this.#show();
  }

  #show(): void {
    void commands.executeCommand("setContext", ANNOTATED, this.#logs.size > 0);
    this.#changed.fire();
    // An editor that is open asks for its links again when there is another provider.
    this.#registration?.dispose();
    this.#registration = languages.registerDocumentLinkProvider({ scheme: "file" }, this);
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
    this.#changed.dispose();
    this.#registration?.dispose();
  }
}

/** Under which its findings are told. */
function nameOf(file: string): string {
  return `log ${file}`;
}

function eventOf(line: string): LogEvent | undefined {
  try {
    return JSON.parse(line) as LogEvent;
  } catch {
    // A command that was ended within a line.
    return undefined;
  }
}

/** The file that is open, where that may be a log. */
function openText(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  if (document?.uri.scheme !== "file" || !["plaintext", "log"].includes(document.languageId))
    return undefined;
  return document.uri;
}
