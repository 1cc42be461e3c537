import type { Directive, Manifest } from "./syntax";

/** A stretch of a manifest under one kernel and one shell. */
export interface ManifestPhase {
  /** `kaem era`, `bash era, from jump: linux` */
  readonly title: string;
  /** Indices of its first and its last directive. */
  readonly first: number;
  readonly last: number;
}

/**
 * Phases of a bootstrap: what kaem runs, what bash runs, and what lies behind each jump to another kernel (from the
 * jump's own line). Predicates are not looked at, so that folds and names stay where they are.
 */
export function manifestPhases({ directives }: Manifest): readonly ManifestPhase[] {
  const found: ManifestPhase[] = [];
  let era = "kaem";
  let jump = "";
  let first = 0;
  const close = (end: number) => {
    if (end > first) found.push({ title: `${era} era${jump}`, first, last: end - 1 });
    first = end;
  };
  directives.forEach((directive, index) => {
    if (directive.kind === "jump") {
      close(index);
      jump = `, from jump: ${directive.argument?.text ?? ""}`;
    } else if (era === "kaem" && isBash(directive)) {
      close(index + 1);
      era = "bash";
    }
  });
  close(directives.length);
  return found;
}

function isBash(directive: Directive): boolean {
  return directive.kind === "build" && directive.argument?.text.startsWith("bash-") === true;
}
