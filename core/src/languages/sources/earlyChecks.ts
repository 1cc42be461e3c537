import { diagnose, type Diagnostic, type TextEdit } from "../../diagnostics/diagnostic";
import { packageFiles } from "../../tree/packages";
import { packageFolder } from "../../tree/scripts";
import type { SourceText } from "../../text/sourceText";
import { manifestOf } from "../manifest/context";
import type { SourceLine, Sources } from "./parser";
import type { Place } from "./place";

/** Whether kaem builds the package, and hands its `sources` to checksum-transcriber. */
export async function isTranscribed({ tree, workspace, name }: Place): Promise<boolean> {
  const manifest = await manifestOf(workspace, tree);
  const byKaem = manifest?.evaluation.directives.some(
    ({ directive, era }) => directive.kind === "build" && era === "kaem" && directive.argument?.text === name,
  );
  if (byKaem !== true) return false;
  const scripts = (await packageFiles(workspace, tree, name)).filter((file) => file.endsWith(".kaem"));
  const texts = await Promise.all(
    scripts.map((file) => workspace.text(`${packageFolder(tree, name)}/${file}`)),
  );
  return texts.some((text) => text !== undefined && /^\s*checksum-transcriber sources\b/m.test(text.latin1));
}

/**
 * What checksum-transcriber of live-bootstrap (steps/checksum-transcriber-1.0) misreads, although helpers.sh would not:
 * it cuts at each single blank, knows files alone, and reads through a null pointer where a line does not end with LF.
 */
export function earlyProblems({ text, lines }: Sources): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let number = 0; number < text.lineCount; number++) {
    const range = text.line(number);
    if (range.start === text.length) break;
    // A CR has a finding of its own.
    const end = range.end - (text.bytes[range.end - 1] === 0x0d ? 1 : 0);
    for (const each of spacing(text, { start: Math.min(range.start, end), end })) found.push(each);
  }
  for (const line of lines) for (const each of gitLine(line)) found.push(each);
  if (text.length > 0 && text.bytes[text.length - 1] !== 0x0a) {
    const range = { start: text.length - 1, end: text.length };
    const fixes = [
      {
        title: "End the file with a newline",
        edits: [{ range: { start: text.length, end: text.length }, text: "\n" }],
      },
    ];
    const message = "checksum-transcriber crashes on a last line without a newline.";
    found.push(diagnose("sources/early-spacing", range, message, { fixes }));
  }
  return found;
}

function spacing(
  text: SourceText,
  { start, end }: { readonly start: number; readonly end: number },
): Diagnostic[] {
  const raw = text.latin1.slice(start, end);
  const edits: TextEdit[] = [...raw.matchAll(/^[ \t]+|[ \t]+$|[ \t]{2,}|\t/g)].map(({ index, 0: run }) => ({
    range: { start: start + index, end: start + index + run.length },
    text: index === 0 || index + run.length === raw.length ? "" : " ",
  }));
  if (raw.trim() === "") {
    const removed = { start, end: Math.min(end + 1, text.length) };
    const fixes = [{ title: "Remove the line", edits: [{ range: removed, text: "" }], preferred: true }];
    const message = "kaem builds this package, and checksum-transcriber stops at an empty line.";
    return [diagnose("sources/early-spacing", { start, end }, message, { fixes })];
  }
  const first = edits[0];
  if (first === undefined) return [];
  const fixes = [{ title: "Separate the words with single blanks", edits, preferred: true }];
  const message =
    "kaem builds this package, and checksum-transcriber takes each blank for the end of a word.";
  return [diagnose("sources/early-spacing", first.range, message, { fixes })];
}

function gitLine({ kind, kindWord }: SourceLine): Diagnostic[] {
  if (kind !== "git") return [];
  const message = "kaem builds this package, and checksum-transcriber knows `f` alone.";
  return [diagnose("sources/early-git", kindWord.range, message)];
}
