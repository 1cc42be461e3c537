import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { StepFiles } from "../../tree/stepFiles";
import { argumentOf, type Manifest } from "./syntax";

/** Step folders that no `build:` names, all in one hint on the first line. */
export function unusedFolders(manifest: Manifest, files: StepFiles): Diagnostic[] {
  const built = new Set<string>();
  const unread: string[] = [];
  for (const directive of manifest.directives) {
    // What is wrong with the line is told; which package it is about can be guessed at best.
    if (directive.broken) unread.push(manifest.text.slice(directive.range));
    const name = directive.kind === "build" ? argumentOf(directive) : undefined;
    if (name !== undefined) built.add(name);
  }
  // A manifest without builds has only just been begun.
  if (built.size === 0) return [];
  const mayBeMeant = (name: string) => unread.some((line) => line.includes(name));
  const unused = [...files.folders].filter(
    (name) => !built.has(name) && !mayBeMeant(name) && isStep(files.of(name)),
  );
  if (unused.length === 0) return [];
  const message = `No line builds ${unused.join(", ")}; a mirror downloads their sources all the same.`;
  return [diagnose("manifest/unused-folder", manifest.text.line(0), message)];
}

function isStep(files: ReadonlySet<string>): boolean {
  for (const file of files) if (file === "sources" || /^pass[0-9]+\.(kaem|sh)$/.test(file)) return true;
  return false;
}
