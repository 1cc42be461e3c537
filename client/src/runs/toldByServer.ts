import type { FindingMade } from "@bootstrappable/core/runs/events";
import { languages, Uri, workspace, type Diagnostic } from "vscode";
import { rangeOf } from "./range";

/**
 * Which findings of a run the server tells, too: it reads the record of the run and finds, in lists of checksums that
 * are open, the lines that differ, with ways to accept what came. Nobody wants to read it twice.
 */
export class ToldByServer {
  readonly #told = new Set<FindingMade>();
  /** What the server told of a file that is still open, and does no more: it was accepted, or edited. */
  readonly #settled = new WeakSet<FindingMade>();

  /** Asks anew; whether there is a difference. */
  update(found: readonly FindingMade[]): boolean {
    let changed = false;
    for (const finding of found) {
      if (finding.code !== "run/checksum-mismatch") continue;
      const uri = Uri.file(finding.file);
      const told = languages.getDiagnostics(uri).some((each) => isSame(each, finding));
      if (told === this.#told.has(finding)) continue;
      if (told) this.#told.add(finding);
      else {
        this.#told.delete(finding);
        if (isOpen(uri)) this.#settled.add(finding);
      }
      changed = true;
    }
    return changed;
  }

  /** Whether the server has a diagnostic for it now. */
  has(finding: FindingMade): boolean {
    return this.#told.has(finding);
  }

  isSettled(finding: FindingMade): boolean {
    return this.#settled.has(finding);
  }

  forget(): void {
    this.#told.clear();
  }
}

function isSame({ code, range }: Diagnostic, finding: FindingMade): boolean {
  const name = typeof code === "object" ? code.value : code;
  return name === "checksums/differs-in-last-run" && range.start.line === rangeOf(finding).start.line;
}

function isOpen(uri: Uri): boolean {
  return workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}
