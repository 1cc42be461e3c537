import type { FindingMade } from "@bootstrappable/core/runs/events";

/** What the editor knows of the file of a finding. */
export interface Editor {
  /** Whether the server has a diagnostic for the same now. */
  readonly tells: (finding: FindingMade) => boolean;
  readonly isOpen: (finding: FindingMade) => boolean;
}

/**
 * Which findings of a task the server tells, too. It reads the record of a run and finds, in lists of checksums that are
 * open, the lines that differ, with ways to accept what came; and it finds in sources what assembling them finds.
 * Nobody wants to read it twice.
 */
export class ToldByServer {
  readonly #told = new Set<FindingMade>();
  /** What the server told of a file that is still open, and does no more: it was accepted, or edited. */
  readonly #settled = new WeakSet<FindingMade>();

  constructor(private readonly editor: Editor) {}

  /** Asks anew; whether there is a difference. */
  update(found: readonly FindingMade[]): boolean {
    let changed = false;
    for (const finding of found) {
      if (toldAs(finding) === undefined) continue;
      const told = this.editor.tells(finding);
      if (told === this.#told.has(finding)) continue;
      if (told) {
        this.#told.add(finding);
        // What was accepted is as it was before: undone, or edited again.
        this.#settled.delete(finding);
      } else {
        this.#told.delete(finding);
        if (this.editor.isOpen(finding)) this.#settled.add(finding);
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

/** What tells a diagnostic of the server from others: its code, as the editor has it, and its first line, zero-based. */
export interface Told {
  readonly code?: string | number | { readonly value: string | number } | undefined;
  readonly line: number;
}

/** The code that the server tells a finding under; undefined where only a run can find it. */
function toldAs({ code }: FindingMade): string | undefined {
  if (code === "run/checksum-mismatch") return "checksums/differs-in-last-run";
  return code.startsWith("run/") ? undefined : code;
}

/** Whether a diagnostic of a finding's file says the same as the finding. */
export function isSame({ code, line }: Told, finding: FindingMade): boolean {
  const name = typeof code === "object" ? code.value : code;
  return name !== undefined && name === toldAs(finding) && line === finding.line - 1;
}
