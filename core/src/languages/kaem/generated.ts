import type { Range } from "../../text/range";
import { sourcesOf } from "../../runs/layout";
import { findTree, treeConfiguration } from "../../tree/discover";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";

import type { Document } from "../language";
import { evaluate, type EvaluatedDirective } from "../manifest/model";
import { parseManifest } from "../manifest/parser";
import { argumentOf } from "../manifest/syntax";
import type { DocumentLink } from "../services";
import { lineText } from "./banners";

/**
 * Whether a bootstrap writes a script itself: what `catm` joins for the seed's last script, and what the script
 * generator makes of the manifest. What is wrong in one is told where it comes from.
 */
export function isGenerated(path: string): boolean {
  return /\/(?:seed-full\.kaem|preseed-jump\.kaem|kaem\.run\.\d+|init\.\d+|steps\/\d+\.sh)$/.test(path);
}

/** From each line of a generated script to the line that it was made of: of the manifest, a configuration, a seed script. */
export async function generatedLinks({ path, text, workspace }: Document): Promise<readonly DocumentLink[]> {
  const tree = path === undefined || workspace === undefined ? undefined : await findTree(workspace, path);
  if (path === undefined || workspace === undefined || tree === undefined) return [];
  const steps = await manifestSteps(tree, workspace);
  const copied = await copiedLines(tree, workspace, path);
  const found: DocumentLink[] = [];
  let name: string | undefined;
  for (let line = 0; line < text.lineCount; line++) {
    const written = lineText(text, line);
    name = /^pkg=(.+)$/.exec(written)?.[1] ?? name;
    const target = steps.get(stepOfLine(written, name) ?? "") ?? copied.get(written);
    const { start } = text.line(line);
    if (target === undefined || target.path === path) continue;
    const shown = target.path.startsWith(`${tree.root}/`)
      ? target.path.slice(tree.root.length + 1)
      : target.path;
    found.push({ range: { start, end: start + written.length }, target, tooltip: shown });
    // The next step of the same package says its name again.
    if (written === "cd ..") name = undefined;
  }
  return found;
}

type Place = { readonly path: string; readonly range: Range };

/** What a line does, as {@link manifestSteps} names it. */
function stepOfLine(line: string, name: string | undefined): string | undefined {
  const built = /^build (\S+) pass(\d+)\.sh$/.exec(line);
  if (built !== null) return `build ${built[1]} ${built[2]}`;
  const passed = /^kaem --file pass(\d+)\.kaem$/.exec(line);
  if (passed !== null && name !== undefined) return `build ${name} ${passed[1]}`;
  const sourced = /^(?:\.|kaem --file) \/steps\/(improve|jump)\/(.+)\.sh$/.exec(line);
  if (sourced !== null) return `${sourced[1]} ${sourced[2]}`;
  return /^uninstall /.test(line) ? line : undefined;
}

/** The manifest's lines by what they do: `build NAME PASS`, `improve NAME`, `uninstall NAMES`. Nothing that two of them do. */
async function manifestSteps(tree: Tree, workspace: Workspace): Promise<ReadonlyMap<string, Place>> {
  const manifest = await workspace.text(tree.manifest);
  if (manifest === undefined) return new Map();
  const { configuration } = await treeConfiguration(workspace, tree);
  const { directives } = evaluate(parseManifest(manifest), configuration);
  return uniquely(
    directives
      .filter(({ active, directive }) => active && directive.kind !== "define")
      .map((each) => [keyOf(each), { path: tree.manifest, range: each.directive.range }]),
  );
}

function keyOf({ directive, pass }: EvaluatedDirective): string {
  const key = `${directive.kind} ${argumentOf(directive) ?? ""}`;
  return directive.kind === "build" ? `${key} ${pass ?? 1}` : key;
}

/** Lines of the files that are copied into generated ones, by their text; neither blank nor of a comment. */
async function copiedLines(
  tree: Tree,
  workspace: Workspace,
  generated: string,
): Promise<ReadonlyMap<string, Place>> {
  // Only what is joined for the seed has that script's lines: others say `set -ex`, too.
  const seed = generated.endsWith("/seed-full.kaem");
  const beside = `${generated.slice(0, generated.lastIndexOf("/"))}/seed.kaem`;
  const names = ["/steps/bootstrap.cfg", "/steps/env", ...(seed ? ["/seed.kaem"] : [])];
  const files = names.flatMap((name) => sourcesOf(tree, name));
  const lines: [string, Place][] = [];
  for (const path of new Set(seed ? [...files, beside] : files)) {
    const text = await workspace.text(path);
    for (let line = 0; text !== undefined && line < text.lineCount; line++) {
      const { start } = text.line(line);
      const written = lineText(text, line);
      if (/^[ \t]*(?:#|$)/.test(written)) continue;
      lines.push([written, { path, range: { start, end: start + written.length } }]);
    }
  }
  return uniquely(lines);
}

function uniquely(entries: readonly (readonly [string, Place])[]): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const twice = new Set<string>();
  for (const [key, place] of entries) {
    if (found.has(key)) twice.add(key);
    found.set(key, place);
  }
  for (const key of twice) found.delete(key);
  return found;
}
