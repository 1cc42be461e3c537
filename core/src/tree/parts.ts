import type { SourceText } from "../text/sourceText";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** A section of parts.rst: the heading of a part of the bootstrap, and its text without markup. */
interface Part {
  readonly heading: string;
  readonly text: string;
}

/** Names that parts.rst spells unlike the step's folder. */
const otherNames: ReadonlyMap<string, string> = new Map([["tinycc", "tcc"]]);

/**
 * What parts.rst says of the k-th pass (1-based) of a package; undefined where there is no such file or section. The
 * file has a section for a pass only where that pass differs; the last before counts for those behind it.
 */
export async function describePackage(
  workspace: Workspace,
  tree: Tree,
  name: string,
  pass: number,
): Promise<string | undefined> {
  const text = await workspace.text(`${tree.root}/parts.rst`);
  if (text === undefined) return undefined;
  const found = partsOf(text).get(keyOf(name));
  return found?.[Math.min(pass, found.length) - 1]?.text;
}

const known = new WeakMap<SourceText, ReadonlyMap<string, readonly Part[]>>();

function partsOf(text: SourceText): ReadonlyMap<string, readonly Part[]> {
  let parts = known.get(text);
  if (parts === undefined) known.set(text, (parts = parse(text)));
  return parts;
}

/** Sections are headings underlined with `=`, in reStructuredText. */
function parse(text: SourceText): Map<string, Part[]> {
  const lines = text.slice({ start: 0, end: text.length }).split("\n");
  const headings = lines.flatMap((line, at) =>
    /^={3,}\s*$/.test(lines[at + 1] ?? "") && line.trim() !== "" ? [at] : [],
  );
  const parts = new Map<string, Part[]>();
  headings.forEach((at, index) => {
    const heading = lines[at]!.trim();
    const body = lines
      .slice(at + 2, headings[index + 1] ?? lines.length)
      .join("\n")
      .trim();
    const key = keyOf(heading);
    const part = { heading, text: plain(body) };
    const same = parts.get(key);
    if (same === undefined) parts.set(key, [part]);
    else same.push(part);
  });
  return parts;
}

/** `tinycc 0.9.27`, `perl 5.004_05` and their folders `tcc-0.9.27`, `perl5.004-05` alike. */
function keyOf(name: string): string {
  const [first = "", ...rest] = name.toLowerCase().split(/[ -]/);
  return [otherNames.get(first) ?? first, ...rest].join("").replace(/[^a-z0-9.]/g, "");
}

/** The Markdown of a section's first paragraphs. */
function plain(body: string): string {
  return body
    .replace(/``([^`]*)``/g, "`$1`")
    .replace(/`([^`<]+?)\s*<([^>`]+)>`_*/g, "[$1]($2)")
    .replace(/^\.\. .*$/gm, "")
    .split(/\n{2,}/)
    .slice(0, 2)
    .join("\n\n")
    .trim();
}
