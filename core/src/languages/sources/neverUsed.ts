import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { packageFiles } from "../../tree/packages";
import { packageFolder } from "../../tree/scripts";
import { stepFiles } from "../../tree/stepFiles";
import type { SourceLine, Sources } from "./parser";
import type { Place } from "./place";
import { mayUse, usesIn, type Uses } from "./uses";

/** As many files of a step are looked at, one folder in another; of a step with more nothing is said. */
const MOST_FILES = 300;
const DEEPEST = 4;

/**
 * Lines whose file is downloaded for nothing: no script of the step can mean it under any configuration, and neither
 * can another step. helpers.sh unpacks every line, so that of the bash era only a step counts whose passes all have
 * an `src_unpack` of their own, without the default.
 */
export async function neverUsed({ lines }: Sources, place: Place): Promise<Diagnostic[]> {
  if (lines.length === 0) return [];
  const passes = await passesOf(place);
  if (passes === undefined) return [];
  const own = usesIn(passes, place.name);
  let left = lines.filter(({ name }) => !mayUse(own, name));
  if (left.length === 0) return [];
  const around = await usesAround(place);
  if (around === undefined) return [];
  left = left.filter(({ name }) => !mayUse(around, name));
  if (left.length === 0) return [];
  const elsewhere = await textsElsewhere(place);
  left = left.filter(({ name }) => !elsewhere.some((text) => text.includes(stemOf(name))));
  return left.map((line) => unused(line));
}

function unused({ range, name }: SourceLine): Diagnostic {
  const message = `Nothing of this step can mean ${name}: it is downloaded and checked, and never used.`;
  return diagnose("sources/never-used", range, message);
}

/** The texts of the step's passes; undefined where there are none, or one may use every line of `sources`. */
async function passesOf({ tree, workspace, name }: Place): Promise<string[] | undefined> {
  const files = (await packageFiles(workspace, tree, name)).filter((file) =>
    /^pass\d+\.(kaem|sh)$/.test(file),
  );
  const texts: string[] = [];
  for (const file of files) {
    const found = await workspace.text(`${packageFolder(tree, name)}/${file}`);
    if (found === undefined) return undefined;
    const text = found.slice({ start: 0, end: found.length });
    if (file.endsWith(".sh") ? mayUnpackAll(text) : readsSources(text)) return undefined;
    // What is commented out uses nothing. Of a shell's script that cannot be told without reading it.
    texts.push(file.endsWith(".sh") ? text : text.replace(/^[ \t]*#.*$/gm, ""));
  }
  return texts.length === 0 ? undefined : texts;
}

/** Whether a kaem script goes through `sources` for more than the sums, or runs what is not in the step's folder. */
function readsSources(text: string): boolean {
  const plain = text
    .replace(/^[ \t]*#.*$/gm, "")
    .replace(/^[ \t]*checksum-transcriber[ \t]+sources[ \t]*$/gm, "");
  return /(^|[\s/"'])sources(?![\w.-])/m.test(plain) || /\.\.\/[^\s"']*\.(kaem|sh)\b/.test(plain);
}

/** The functions of a pass whose `default` unpacks nothing. */
const otherPhases = /^[ \t]*src_(?:get|prepare|configure|compile|install|postprocess)[ \t]*\([\s\S]*?^\}/gm;

/** Whether a pass of the bash era may unpack by the lines of `sources`. */
function mayUnpackAll(text: string): boolean {
  if (!/^[ \t]*src_unpack[ \t]*\([ \t]*\)/m.test(text)) return true;
  if (/default_src_unpack|extract_file|source_line_action|\bsources\b|^[ \t]*(\.|source)[ \t]/m.test(text))
    return true;
  return /\bdefault\b/.test(text.replace(otherPhases, ""));
}

/** What the files beside the passes use: scripts that they call, makefiles. Undefined where there are too many. */
async function usesAround({ tree, workspace, name }: Place): Promise<Uses | undefined> {
  const texts: string[] = [];
  let seen = 0;
  const look = async (folder: string, depth: number): Promise<boolean> => {
    for (const { name: entry, kind } of await workspace.files.list(folder)) {
      if (++seen > MOST_FILES || depth > DEEPEST || kind === "symlink") return false;
      const path = `${folder}/${entry}`;
      if (kind === "directory") {
        if (!(await look(path, depth + 1))) return false;
      } else if (kind === "file" && !/^sources|\.checksums$|^pass\d+\.(kaem|sh)$/.test(entry)) {
        const text = await workspace.text(path);
        if (text !== undefined) texts.push(text.slice({ start: 0, end: text.length }));
      }
    }
    return true;
  };
  return (await look(packageFolder(tree, name), 0)) ? usesIn(texts, name) : undefined;
}

/** The scripts of the tree's other steps, and what steps/ has beside them: all of them see the same distfiles/. */
async function textsElsewhere({ tree, workspace, name }: Place): Promise<string[]> {
  const files = await stepFiles(workspace, tree);
  const paths = (await workspace.files.list(tree.steps))
    .filter(
      ({ kind, name: file }) => kind === "file" && file !== "manifest" && !file.startsWith("SHA256SUMS"),
    )
    .map(({ name: file }) => `${tree.steps}/${file}`);
  for (const folder of files.folders) {
    if (folder === name) continue;
    for (const file of files.of(folder)) {
      if (/\.(kaem|sh)$/.test(file)) paths.push(`${tree.steps}/${folder}/${file}`);
    }
  }
  const texts = await Promise.all(paths.map((path) => workspace.text(path)));
  return texts.flatMap((text) => (text === undefined ? [] : [text.slice({ start: 0, end: text.length })]));
}

/** What of a name a script would write that puts it together from variables: up to its version. */
function stemOf(name: string): string {
  return /^.*?[-_]v?\d+(?:\.\d+)*/.exec(name)?.[0] ?? /^[^.]+/.exec(name)?.[0] ?? name;
}
