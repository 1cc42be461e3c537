import { findTree, treeConfiguration } from "../../tree/discover";
import { evaluateTree } from "../../tree/evaluateTree";
import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Document, Hover, Target } from "../language";
import type { Lens } from "../services";
import { differentPlaces } from "../kaem/situation";
import { fileChecks } from "./checks";
import { contentsBefore, type Around } from "./original";
import { simplePatches, type SimplePatch } from "./patches";

/** One side of a pair, with what a bootstrap does with it. */
interface Side extends Around {
  readonly path: string;
  readonly side: "before" | "after";
  /** The other side's path, whether it is there or not. */
  readonly other: string;
  /** Those that use it. */
  readonly patches: readonly SimplePatch[];
}

async function sideOf({ path, workspace }: Document): Promise<Side | undefined> {
  const side = /\.(before|after)$/.exec(path ?? "")?.[1];
  if (path === undefined || workspace === undefined || (side !== "before" && side !== "after"))
    return undefined;
  const tree = await findTree(workspace, path);
  if (tree === undefined || !path.startsWith(`${tree.steps}/`)) return undefined;
  const { configuration } = await treeConfiguration(workspace, tree);
  const evaluated = await evaluateTree(tree, workspace, configuration);
  const patches = simplePatches(evaluated, tree).filter((patch) => patch[side] === path);
  const opposite = side === "before" ? "after" : "before";
  const named = path.slice(0, -side.length) + opposite;
  const other = patches[0]?.[opposite] ?? named;
  return { evaluated, tree, workspace, path, side, other, patches };
}

/** What is wrong with one side of a pair. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  const around = await sideOf(document);
  if (around === undefined) return [];
  const { text } = document;
  const { side, other, path, workspace } = around;
  const range = text.line(0);
  const partner = await workspace.text(other);
  const name = other.slice(other.lastIndexOf("/") + 1);
  const found: Diagnostic[] = [];
  if (partner === undefined) {
    found.push(diagnose("simple-patch/no-partner", range, `There is no ${name} beside it.`));
  } else if (partner.latin1 === text.latin1) {
    found.push(diagnose("simple-patch/no-change", range, `It is equal to ${name}.`));
  } else if (text.length > 0 && partner.length > 0 && endsLine(partner) !== endsLine(text)) {
    const has = endsLine(text);
    const message = `This ends ${has ? "with" : "without"} a newline, ${name} ends ${has ? "without" : "with"} one.`;
    const end = { start: has ? text.length - 1 : text.length, end: text.length };
    const title = has ? "Remove the last newline" : "Add a newline at the end";
    const fixes = [{ title, edits: [{ range: end, text: has ? "" : "\n" }] }];
    found.push(diagnose("simple-patch/final-newline", text.line(text.lineAt(end.start)), message, { fixes }));
  }
  if (side === "after") return found;
  if (text.length === 0) {
    found.push(
      diagnose("simple-patch/empty", range, "An empty text is found at the very start of every file."),
    );
  }
  return [...found, ...(await fileChecks(around, path, text))];
}

function endsLine({ bytes }: Document["text"]): boolean {
  return bytes.at(-1) === 0x0a;
}

/** On the first line: which files it is for, and where it is in them. */
export async function hover(document: Document, offset: number): Promise<Hover | undefined> {
  const range = document.text.line(0);
  if (offset > range.end) return undefined;
  const around = await sideOf(document);
  if (around === undefined || around.patches.length === 0) return undefined;
  const lines = new Set<string>();
  for (const patch of around.patches) lines.add(await patchLine(around, patch));
  return { range, markdown: [...lines].join("\n\n") };
}

async function patchLine(around: Side, patch: SimplePatch): Promise<string> {
  const { tree, workspace, side } = around;
  const place = patch.command.place;
  const script = place && (await workspace.text(place.file));
  const shown =
    place && script
      ? ` by \`${place.file.slice(tree.root.length + 1)}:${script.lineAt(place.range.start) + 1}\``
      : "";
  const what = side === "before" ? "Is replaced" : "Takes the place of `.before`";
  const line = `${what} in \`${patch.target}\`${shown}`;
  const before = await workspace.text(patch.before);
  const original = await contentsBefore(around, patch.target, patch.command);
  if (before === undefined || original === undefined) return line;
  const at = original.text.latin1.indexOf(before.latin1);
  return at < 0 ? line : `${line}, line ${original.text.lineAt(at) + 1} of the file in \`${original.from}\``;
}

/** The commands that make the patch, and the other side. */
export async function definition(document: Document): Promise<readonly Target[]> {
  const around = await sideOf(document);
  if (around === undefined) return [];
  const places = differentPlaces(around.patches.map(({ command }) => command.place));
  const there = await around.workspace.isFile(around.other);
  return [
    ...places.map(({ file, range }) => ({ path: file, range })),
    ...(there ? [{ path: around.other }] : []),
  ];
}

/** Above the text: a look at both sides, and who makes the patch. */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const around = await sideOf(document);
  if (around === undefined) return [];
  const range = { start: 0, end: 0 };
  const { side, other, path, patches, tree, workspace } = around;
  const found: Lens[] = [];
  if (await workspace.isFile(other)) {
    const pair = side === "before" ? { before: path, after: other } : { before: other, after: path };
    const title = `compare with ${other.slice(other.lastIndexOf("/") + 1)}`;
    found.push({ range, title, command: "compareSimplePatch", arguments: [pair] });
  }
  const files = new Set(patches.map(({ target }) => target.slice(target.lastIndexOf("/") + 1)));
  const scripts = new Set(
    patches.flatMap(({ command }) => command.place?.file.slice(tree.steps.length + 1) ?? []),
  );
  if (files.size > 0)
    found.push({ range, title: `in ${[...files].join(", ")} · ${[...scripts].join(", ")}` });
  return found;
}
