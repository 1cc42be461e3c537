import { architectureOfChecksums } from "../../tree/artifacts";
import { makersOfChecked } from "../../tree/checked";
import { packageFiles, tarballOf } from "../../tree/packages";
import { findTree } from "../../tree/discover";
import { packageFolder, scriptPath } from "../../tree/scripts";
import type { Range } from "../../text/range";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { evaluatedFor } from "../kaem/situation";
import { buildsOfPackage, packageOfFile } from "../manifest/step";
import { expectedTarballs } from "./packageSums";
import type { ChecksumLine } from "./parser";

/** What makes a file that is checked. */
export interface Origin {
  /** In words, Markdown. */
  readonly says: string;
  /** The lines that make it, or name it at least, the best first. */
  readonly places: readonly { readonly path: string; readonly range?: Range }[];
}

/**
 * What makes the file of a line: for SHA256SUMS.pkgs the build of the manifest and its pass script; for the lists that
 * kaem's scripts check the commands that make the file by then; undefined where neither is known.
 */
export async function originOf(document: Document, line: ChecksumLine): Promise<Origin | undefined> {
  const expected = await expectedTarballs(document);
  if (expected !== undefined) {
    const made = expected.tarballs.get(line.name);
    const surroundings = expected.manifest.surroundings;
    if (made === undefined || surroundings === undefined) return undefined;
    const { tree, workspace } = surroundings;
    const evaluated = expected.manifest.evaluation.directives.find(
      ({ directive }) => directive.kind === "build" && directive.range.start === made.line.start,
    );
    const pass = evaluated?.pass;
    const script = scriptPath(tree, { kind: "build", name: made.name, pass, era: "bash" })!;
    const places = [
      { path: tree.manifest, range: made.word.range },
      ...((await workspace.isFile(script)) ? [{ path: script }] : []),
    ];
    const says = `Package of **${made.name}**, build ${made.revision + 1} under bash (pass ${pass ?? 1} of the manifest).`;
    return { says, places };
  }
  const { path, workspace } = document;
  const tree = path === undefined || workspace === undefined ? undefined : await findTree(workspace, path);
  if (tree === undefined || workspace === undefined || path === undefined) return undefined;
  const name = packageOfFile(tree, path);
  const evaluated = await evaluatedFor(workspace, tree, architectureOfChecksums(path));
  const makers = makersOfChecked(tree, evaluated, path, line.name);
  const places: Origin["places"] =
    makers.length > 0
      ? makers.map(({ file, range }) => ({ path: file, range }))
      : name === undefined
        ? []
        : await writersOf(workspace, tree, name, line.name);
  const [first] = places;
  if (first === undefined) return undefined;
  const made = name === undefined ? "Made" : `Made by the step **${name}**`;
  const shown = first.range && (await commandAt(workspace, tree, first.path, first.range));
  return { says: shown === undefined ? `${made}.` : `${made}, ${shown}`, places };
}

/** A command and where it stands, as Markdown: its first line, which may go on. */
async function commandAt(
  workspace: Workspace,
  tree: Tree,
  path: string,
  range: Range,
): Promise<string | undefined> {
  const text = await workspace.text(path);
  if (text === undefined) return undefined;
  const [line = "", ...more] = text.slice(range).trim().split("\n");
  const shown = more.length > 0 || line.length > longest ? `${line.slice(0, longest).trimEnd()} …` : line;
  const place = `${path.slice(tree.root.length + 1)}:${text.lineAt(range.start) + 1}`;
  return `at ${place}:\n\n\`\`\`kaem\n${shown.replaceAll("```", "` ` `")}\n\`\`\``;
}

/** Bytes of a command that a hover shows. */
const longest = 200;

/** Where no script checks the list: lines of a step's kaem scripts whose last word, or word behind `-o`, ends with the file's own name. */
async function writersOf(
  workspace: Workspace,
  tree: Tree,
  name: string,
  file: string,
): Promise<Origin["places"]> {
  const last = file.slice(file.lastIndexOf("/") + 1);
  const scripts = (await packageFiles(workspace, tree, name)).filter((each) =>
    /^pass[0-9]+\.kaem$/.test(each),
  );
  const places: { path: string; range?: Range }[] = [];
  for (const script of scripts) {
    const path = `${packageFolder(tree, name)}/${script}`;
    const text = await workspace.text(path);
    if (text === undefined) continue;
    for (let number = 0; number < text.lineCount; number++) {
      const range = text.line(number);
      const words = text
        .slice(range)
        .trim()
        .split(/[ \t]+/);
      const output = words[words.indexOf("-o") + 1];
      const target = words.includes("-o") ? output : words.at(-1);
      if (words.length < 2 || words[0] === "sha256sum" || words[0]?.startsWith("#") === true) continue;
      if (target === last || target?.endsWith(`/${last}`) === true) places.push({ path, range });
    }
    if (places.length === 0) places.push({ path });
  }
  return places;
}

/** Every build of the manifest of the package that a line is about. */
export async function buildsOf(document: Document, line: ChecksumLine): Promise<Origin["places"]> {
  const { path, workspace } = document;
  const tree = path === undefined || workspace === undefined ? undefined : await findTree(workspace, path);
  if (tree === undefined || workspace === undefined) return [];
  const name = packageOfFile(tree, path!) ?? tarballOf(line.name)?.name;
  return name === undefined ? [] : buildsOfPackage(workspace, tree, name);
}
