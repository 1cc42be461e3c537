import { EventEmitter, type Disposable } from "vscode";
import type { Collector } from "../tasks/terminal";

/** What became of a published artifact when the seeds were built in process. */
export interface BuiltArtifact {
  readonly sha256: string;
  /** Whether it has the published hash. */
  readonly equal: boolean;
}

/** The artifacts of the last *Build Seeds In Process* of this session, beside the lines that publish their hashes. */
export class SeedBuilds implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onChanged = this.#changed.event;
  readonly #built = new Map<string, BuiltArtifact>();

  /** Takes what `build-seeds --events-fd` tells of a tree. */
  begin(tree: string): Collector {
    let artifacts: readonly unknown[] | undefined;
    return {
      event: (event) => {
        if (isArtifacts(event)) artifacts = event.artifacts;
      },
      end: () => {
        if (artifacts === undefined) return;
        for (const key of this.#built.keys()) if (key.startsWith(`${tree}/`)) this.#built.delete(key);
        for (const one of artifacts) if (isArtifact(one)) this.#built.set(`${one.list} ${one.line}`, one);
        this.#changed.fire();
      },
    };
  }

  /** The artifact that a line of a file of answers publishes; the line is zero-based. */
  of(list: string, line: number): BuiltArtifact | undefined {
    return this.#built.get(`${list} ${line}`);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function isArtifacts(event: unknown): event is { readonly artifacts: readonly unknown[] } {
  return (
    typeof event === "object" && event !== null && "artifacts" in event && Array.isArray(event.artifacts)
  );
}

function isArtifact(one: unknown): one is BuiltArtifact & { readonly list: string; readonly line: number } {
  return (
    typeof one === "object" &&
    one !== null &&
    "list" in one &&
    "line" in one &&
    "sha256" in one &&
    "equal" in one
  );
}
