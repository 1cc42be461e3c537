import type { Document } from "../language";
import type { Folding } from "../services";
import { parseManifest } from "./parser";
import { manifestPhases } from "./phases";
import type { Manifest } from "./syntax";

/** Phases, and blocks of comments. */
export function folding({ text }: Document): readonly Folding[] {
  const manifest = parseManifest(text);
  return [...phases(manifest), ...commentBlocks(manifest)].sort((a, b) => a.startLine - b.startLine);
}

function phases(manifest: Manifest): Folding[] {
  const found: Folding[] = [];
  for (const { first, last } of manifestPhases(manifest)) {
    const [startLine, endLine] = [manifest.directives[first]!.line, manifest.directives[last]!.line];
    if (endLine > startLine) found.push({ startLine, endLine, kind: "region" });
  }
  // One phase is the whole file: nothing to tell apart.
  return found.length > 1 ? found : [];
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
