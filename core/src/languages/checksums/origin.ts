import { packageFiles, tarballOf } from "../../tree/packages";
import { normalisePath } from "../../runs/layout";
import { withChoice } from "../../tree/choice";
import { architectureOf, architectures, type Architecture } from "../../tree/configuration";
import { findTree, treeConfiguration } from "../../tree/discover";
import { evaluateTree } from "../../tree/evaluateTree";
import { packageFolder, scriptPath } from "../../tree/scripts";
import type { Range } from "../../text/range";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { differentPlaces } from "../kaem/situation";
import { manifestOf } from "../manifest/context";
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
 * What makes the file of a line: for SHA256SUMS.pkgs the build of the manifest and its pass script; for a step's
 * checksums the lines of its pass scripts that write such a file; for the answers of stage0-posix the commands of the
 * seed phase; undefined where neither is known.
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
  if (tree === undefined || workspace === undefined) return undefined;
  const architecture = answersOf(tree, path!);
  if (architecture !== undefined) return seedOrigin(workspace, tree, architecture, line.name);
  const name = stepOf(tree, path!);
  if (name === undefined) return undefined;
  const places = await writersOf(workspace, tree, name, line.name);
  return places.length === 0 ? undefined : { says: `Made by the step **${name}**.`, places };
}

/** The architecture that a file of stage0-posix has the answers of. */
function answersOf({ stage0 }: Tree, path: string): Architecture | undefined {
  return architectures.find((each) => path === `${stage0}/${each}.answers`);
}

/** What makes a program of the seed phase, as it is when the answers are looked at. */
async function seedOrigin(
  workspace: Workspace,
  tree: Tree,
  architecture: Architecture,
  name: string,
): Promise<Origin | undefined> {
  const { configuration } = await treeConfiguration(workspace, tree);
  const seen =
    architectureOf(configuration) === architecture
      ? configuration
      : withChoice(configuration, { architecture });
  const evaluated = await evaluateTree(tree, workspace, seen);
  const answers = `/${architecture}.answers`;
  const check = evaluated.commands.find((command) =>
    command.uses.some(({ path }) => evaluated.pathOf(command, path) === answers),
  );
  const when = check ?? evaluated.commands.at(-1);
  const makers = when === undefined ? [] : evaluated.makersOf(normalisePath(name), when);
  const places = differentPlaces(makers.map(({ place }) => place)).map(({ file: path, range }) => ({
    path,
    range,
  }));
  const [first] = places;
  const text = first && (await workspace.text(first.path));
  if (first === undefined || text === undefined) return undefined;
  const shown = `${first.path.slice(tree.root.length + 1)}:${text.lineAt(first.range.start) + 1}`;
  return { says: `Made by \`${shown}\`.`, places };
}

/** The package of a step that a file lies in the folder of. */
function stepOf({ steps }: Tree, path: string): string | undefined {
  if (!path.startsWith(`${steps}/`)) return undefined;
  const [name, ...file] = path.slice(steps.length + 1).split("/");
  return file.length === 1 ? name : undefined;
}

/** Lines of a step's kaem scripts whose last word, or word behind `-o`, ends with the file's own name. */
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
  const name = stepOf(tree, path!) ?? tarballOf(line.name)?.name;
  const manifest = await manifestOf(workspace, tree);
  return (manifest?.manifest.directives ?? []).flatMap((directive) =>
    directive.kind === "build" && directive.argument !== undefined && directive.argument.text === name
      ? [{ path: tree.manifest, range: directive.argument.range }]
      : [],
  );
}
