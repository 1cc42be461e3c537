import type { Range } from "../../text/range";
import { sourcesOf } from "../../runs/layout";
import { expand } from "./expand";
import { wordAt, type WordPlace } from "./script";
import type { Situation } from "./situation";

/** A word that names a file or folder of the tree. */
export interface NamedPath {
  readonly range: Range;
  /** Absolute path in the tree. */
  readonly path: string;
  readonly kind: "file" | "directory";
}

/** What the word at a byte offset names in the tree. */
export async function pathAt(situation: Situation, offset: number): Promise<NamedPath | undefined> {
  const at = wordAt(situation.script, offset);
  return at === undefined ? undefined : pathOf(situation, at);
}

/** Every word that names a file or folder of the tree. */
export async function pathsOf(situation: Situation): Promise<readonly NamedPath[]> {
  const found = situation.script.commands.flatMap((command) =>
    command.words.map((word, index) => pathOf(situation, { command, word, index })),
  );
  return (await Promise.all(found)).filter((each) => each !== undefined);
}

async function pathOf(situation: Situation, { command, word }: WordPlace): Promise<NamedPath | undefined> {
  const { raw, range } = word;
  if (command.keyword || !raw.includes("/") || raw.startsWith("-")) return undefined;
  const text = expand(raw, situation.values);
  if (text === undefined) return undefined;
  const wanted = text.startsWith("/")
    ? sourcesOf(situation.tree, text).filter((path) => path.startsWith(`${situation.tree.steps}/`))
    : fromBuild(situation, text, command.function);
  for (const path of wanted) {
    const kind = await situation.workspace.files.kind(path);
    if (kind === "file" || kind === "directory") return { range, path, kind };
  }
  return undefined;
}

/**
 * A path that climbs out of where the package is built into its folder. That place is `build/` while it is unpacked,
 * and a folder or more below it from then on: as many `..` do not lead anywhere else that the tree has.
 */
function fromBuild(situation: Situation, text: string, inFunction: number | undefined): string[] {
  if (situation.package === undefined) return [];
  const [, up = "", rest = ""] = /^((?:\.\.\/)+)(.+)$/.exec(text) ?? [];
  const name = inFunction === undefined ? undefined : situation.script.functions[inFunction]!.name;
  const unpacking = name === undefined || /^src_(?:get|unpack)$/.test(name);
  if (up.length / 3 < (unpacking ? 1 : 2) || rest.split("/").includes("..")) return [];
  return [`${situation.package.folder}/${rest}`];
}
