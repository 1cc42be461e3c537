import type { AuditAnswer } from "@bootstrappable/server/protocol";
import {
  CancellationTokenSource,
  commands,
  EventEmitter,
  window,
  workspace,
  type Disposable,
  type Uri,
} from "vscode";
import type { Server } from "../languageClient";
import { stagesOf } from "../lower/stages";
import { slashed } from "../slashed";

/** Whether the view leaves out what is in order: menus ask for it. */
const FILTERED = "bootstrappable.auditFiltered";
/** Whether there is an audit to be filtered or saved. */
const AUDITED = "bootstrappable.audited";

/** The audit that was made last, of which folders, and whether something changed since. */
export class AuditBook implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onChanged = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];
  #running: CancellationTokenSource | undefined;
  #paths: readonly string[] | undefined;
  #answer: AuditAnswer | undefined;
  #outdated = false;
  #filtered = false;

  constructor(private readonly server: Server) {
    const watcher = workspace.createFileSystemWatcher("**/*.{hex0,hex1,hex2,M1}");
    const changed = () => this.#outdate();
    this.#subscriptions = [
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
      workspace.onDidChangeTextDocument(({ document: { uri, languageId }, contentChanges }) => {
        if (contentChanges.length > 0 && uri.scheme === "file" && stagesOf(languageId).length > 0) changed();
      }),
    ];
  }

  get answer(): AuditAnswer | undefined {
    return this.#answer;
  }

  /** Absolute paths of what was audited; undefined for all folders of the workspace. */
  get paths(): readonly string[] | undefined {
    return this.#paths;
  }

  get outdated(): boolean {
    return this.#outdated;
  }

  /** Whether only what is not in order is to be shown. */
  get filtered(): boolean {
    return this.#filtered;
  }

  filter(filtered: boolean): void {
    this.#filtered = filtered;
    void commands.executeCommand("setContext", FILTERED, filtered);
    this.#changed.fire();
  }

  /** Audits the workspace, or a file or folder of it, and shows the view. */
  async audit(place?: Uri): Promise<void> {
    this.#paths = place && [slashed(place.fsPath)];
    await commands.executeCommand("bootstrappable.audit.focus");
    await this.again();
  }

  /** Audits the same again. */
  async again(): Promise<void> {
    this.#running?.cancel();
    const running = (this.#running = new CancellationTokenSource());
    this.#outdated = false;
    const params = this.#paths === undefined ? {} : { paths: this.#paths };
    const answer = await window.withProgress({ location: { viewId: "bootstrappable.audit" } }, () =>
      this.server.ask("bootstrappable/audit", params, running.token),
    );
    // Another one was begun meanwhile.
    if (this.#running !== running) return;
    this.#running = undefined;
    if (answer === undefined) {
      void window.showErrorMessage("Nothing was audited: the language server does not answer.");
      return;
    }
    this.#answer = answer;
    void commands.executeCommand("setContext", AUDITED, true);
    this.#changed.fire();
  }

  dispose(): void {
    this.#running?.cancel();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #outdate(): void {
    if (this.#answer === undefined || this.#outdated) return;
    this.#outdated = true;
    this.#changed.fire();
  }
}
