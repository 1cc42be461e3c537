import type { Document } from "../language";
import type { Folding } from "../services";
import { parseManifest } from "./parser";
import type { Directive, Manifest } from "./syntax";

/**
 * Phases of a bootstrap: what kaem runs, what bash runs, and what lies behind each jump to another kernel (from the
 * jump's own line); and blocks of comments. Predicates are not looked at, so that folds stay where they are.
 */
export function folding({ text }: Document): readonly Folding[] {
  const manifest = parseManifest(text);
  return [...phases(manifest), ...commentBlocks(manifest)].sort((a, b) => a.startLine - b.startLine);
}

function phases({ directives }: Manifest): Folding[] {
  const found: Folding[] = [];
  let start = directives[0]?.line;
  let bash = false;
  directives.forEach((directive, index) => {
    const next = directives[index + 1]?.line;
    const startsBash = !bash && isBash(directive);
    bash ||= startsBash;
    const nextJumps = directives[index + 1]?.kind === "jump";
    if (start === undefined || !(startsBash || nextJumps || next === undefined)) return;
    if (directive.line > start) found.push({ startLine: start, endLine: directive.line, kind: "region" });
    start = next;
  });
  // One phase is the whole file: nothing to tell apart.
  return found.length > 1 ? found : [];
}

function isBash(directive: Directive): boolean {
  return directive.kind === "build" && directive.argument?.text.startsWith("bash-") === true;
}

/** Two lines or more that hold nothing but a comment. */
function commentBlocks({ text, comments, directives }: Manifest): Folding[] {
  const withDirective = new Set(directives.map(({ line }) => line));
  const found: Folding[] = [];
  let start: number | undefined;
  let last = -2;
  const close = () => {
    if (start !== undefined && last > start) found.push({ startLine: start, endLine: last, kind: "comment" });
    start = undefined;
  };
  for (const comment of comments) {
    const line = text.lineAt(comment.start);
    if (withDirective.has(line)) continue;
    if (line !== last + 1) close();
    start ??= line;
    last = line;
  }
  close();
  return found;
}
