import type { LongWork } from "../longWork";
import type { Session } from "../session";
import type { DiagnosticsFeature } from "./diagnostics";
import { documentDiagnostic } from "./documentDiagnostic";
import { WorkspaceDiagnosticFeature } from "./workspaceDiagnostic";

/** For editors that ask for diagnostics: they are told of none, but to ask again where they cannot know. */
export class PulledDiagnostics implements DiagnosticsFeature {
  readonly ofDocument: (
    params: Parameters<typeof documentDiagnostic>[1],
  ) => ReturnType<typeof documentDiagnostic>;
  readonly ofWorkspace: WorkspaceDiagnosticFeature;
  #asking = false;

  constructor(
    session: Session,
    longWork: LongWork,
    private readonly editor: {
      /** Until the settings are there. */
      readonly ready: () => Promise<unknown>;
      /** Has it ask for all documents again. */
      readonly refresh: () => unknown;
    },
  ) {
    this.ofDocument = (params) => documentDiagnostic(session, params);
    this.ofWorkspace = new WorkspaceDiagnosticFeature(session, longWork, editor.ready);
  }

  /** An editor asks by itself for a document that it changed. */
  refresh(): Promise<void> {
    this.ofWorkspace.touch();
    return Promise.resolve();
  }

  /** Of several documents it is told once. */
  async again(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    await Promise.resolve();
    this.#asking = false;
    await this.editor.refresh();
  }

  async refreshAll(): Promise<void> {
    this.ofWorkspace.touch();
    await this.again();
  }

  clear(): Promise<void> {
    return this.refresh();
  }
}
