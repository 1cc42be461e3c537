import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { longestConfigurationLine } from "../../tree/configuration";
import { byteOrderMark } from "../../text/byteOrderMark";
import { findTree } from "../../tree/discover";
import { undefinedInPart } from "../kaem/checks/evaluated";
import { unseenMark } from "../foreignBytes";
import type { Document } from "../language";
import { closest, Suggestions } from "../manifest/closest";
import { manifestOf } from "../manifest/context";
import { variableNames } from "../manifest/uses";
import { parseSettings, type Setting, type Settings } from "./parser";
import { badValue, definedVariables, knownVariables } from "./variables";

/** What is wrong with bootstrap.cfg, which the script generator reads and writes back, or with steps/env. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  const { text } = document;
  const settings = parseSettings(document);
  const found = [
    ...malformed(settings),
    ...carriageReturns(document),
    ...finalNewline(document, settings),
    ...settings.entries.flatMap((entry) => blanks(entry, settings.isScript)),
    ...(settings.isScript ? await undefinedInPart(document) : unreadable(settings)),
    ...(settings.isScript ? [] : twice(settings)),
    ...(settings.isScript ? [] : values(settings)),
    ...(settings.isScript ? [] : await unknownVariables(document, settings)),
  ];
  if (!settings.isScript) {
    if (settings.entries.length > 0 && !settings.entries.some(({ name }) => name === "ARCH")) {
      const message = "ARCH is not set: without it no program of the bootstrap is found.";
      found.push(diagnose("config/missing-architecture", text.line(0), message));
    }
  }
  const mark = byteOrderMark(text);
  const words = "it becomes part of the first line, whose variable is then not set.";
  // What is said of that line is said of what a mark made of it.
  const others = mark === undefined ? found : found.filter(({ range }) => range.start > text.line(0).end);
  const all = [...unseenMark("config/byte-order-mark", mark, words), ...others];
  return all.sort((a, b) => a.range.start - b.range.start);
}

function malformed({ malformed: ranges, isScript }: Settings): Diagnostic[] {
  const message = isScript
    ? "Neither `NAME=value` nor a comment."
    : "Every line is `NAME=value`: no comments, no empty lines.";
  return ranges.map((range) => diagnose("config/malformed-line", range, message));
}

/** What the generator reads otherwise than it stands there, and what we cannot write as it does. */
function unreadable({ tooLong, undecodable }: Settings): Diagnostic[] {
  const long = `The script generator reads ${longestConfigurationLine} bytes of a line at once: from here on it takes this for another line, and what stands before loses its last character.`;
  const other = "This line is no UTF-8. The script generator copies its bytes; here they cannot be shown.";
  return [
    ...tooLong.map((range) => diagnose("config/line-too-long", range, long)),
    ...undecodable.map((range) => diagnose("config/not-utf8", range, other)),
  ];
}

function carriageReturns({ text }: Document): Diagnostic[] {
  const ends = [...text.latin1.matchAll(/\r+(?=\n|$)/g)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
  if (ends.length === 0) return [];
  const edits = ends.map((range) => ({ range, text: "" }));
  const fixes = [{ title: "Use LF line ends in the whole file", edits, preferred: true }];
  const message = "The CR becomes part of the value: lines end with LF alone.";
  return [diagnose("config/carriage-return", ends[0]!, message, { fixes })];
}

function finalNewline({ text }: Document, { isScript }: Settings): Diagnostic[] {
  if (text.length === 0 || text.bytes[text.length - 1] === 0x0a) return [];
  const range = { start: text.length - 1, end: text.length };
  const edits = [{ range: { start: text.length, end: text.length }, text: "\n" }];
  const fixes = [{ title: "End the file with a newline", edits, preferred: true }];
  const message = isScript
    ? "The generated script goes on in this line."
    : "The last character is dropped: the script generator takes it for the newline.";
  return [diagnose("config/no-final-newline", range, message, { fixes })];
}

/** Blanks that end an assignment, or keep it from being one. Quotes hold a value together. */
function blanks({ name, value, range, nameRange, valueRange }: Setting, isScript: boolean): Diagnostic[] {
  const plain = value.replace(/\r$/, "");
  if (!/[ \t]/.test(name) && (isQuoted(plain) || !/[ \t]/.test(plain))) return [];
  const text = `${name.trim()}=${plain.trim()}`;
  const repaired = /^[A-Za-z_]\w*=(\S*|"[^"]*")$/.test(text);
  const fixes = repaired
    ? [
        {
          title: `Change to \`${text}\``,
          edits: [{ range: { start: nameRange.start, end: valueRange.end }, text }],
          preferred: true,
        },
      ]
    : [];
  const message = "A blank ends an assignment: none belongs around `=` or in a value without quotes.";
  return [
    diagnose("config/blank", isScript ? { start: nameRange.start, end: valueRange.end } : range, message, {
      fixes,
    }),
  ];
}

function isQuoted(value: string): boolean {
  return /^"[^"]*"$/.test(value) || /^'[^']*'$/.test(value);
}

function twice({ entries }: Settings): Diagnostic[] {
  const first = new Map<string, Setting>();
  const found: Diagnostic[] = [];
  for (const entry of entries) {
    const earlier = first.get(entry.name);
    if (earlier === undefined) {
      first.set(entry.name, entry);
      continue;
    }
    const related = [{ range: earlier.range, message: "The first one, which predicates see." }];
    const message = `${entry.name} is set twice: predicates see the first value, steps this one.`;
    found.push(diagnose("config/duplicate", entry.nameRange, message, { related }));
  }
  return found;
}

function values({ entries }: Settings): Diagnostic[] {
  const found: Diagnostic[] = [];
  const badArchitecture = entries.some(
    ({ name, value }) => name === "ARCH" && badValue(name, value.trim()) !== undefined,
  );
  for (const { name, value, valueRange, nameRange } of entries) {
    // The CR and blanks of a value have findings of their own.
    const plain = value.trim();
    const problem = badValue(name, plain);
    if (problem === undefined) continue;
    const known = knownVariables.get(name)?.values?.map((each) => each.value) ?? [];
    const meant = known.find((each) => each.toLowerCase() === plain.toLowerCase()) ?? closest(plain, known);
    const fixes =
      meant === undefined
        ? []
        : [{ title: `Change to \`${meant}\``, edits: [{ range: valueRange, text: meant }] }];
    const range = valueRange.start < valueRange.end ? valueRange : nameRange;
    // The folder follows from the processor.
    if (name === "ARCH_DIR" && badArchitecture) continue;
    const code = name === "ARCH" ? "config/unknown-architecture" : "config/unknown-value";
    found.push(diagnose(code, range, problem, { fixes }));
  }
  return found;
}

async function unknownVariables(document: Document, { entries }: Settings): Promise<Diagnostic[]> {
  const known = new Set([...knownVariables.keys(), ...definedVariables.keys()]);
  const { path, workspace } = document;
  const tree = path === undefined || workspace === undefined ? undefined : await findTree(workspace, path);
  if (tree !== undefined && workspace !== undefined) {
    const manifest = await manifestOf(workspace, tree);
    if (manifest !== undefined) for (const name of variableNames(manifest.manifest)) known.add(name);
    const configurator = await workspace.text(`${tree.steps}/configurator`);
    for (const option of configurator?.latin1.matchAll(/^o \S+ (\w+) /gm) ?? []) known.add(option[1]!);
  }
  const suggestions = new Suggestions();
  return entries
    .filter(({ name }) => !known.has(name) && /^\w+$/.test(name))
    .map(({ name, nameRange }) => {
      const meant = suggestions.closest(name, known);
      const fixes =
        meant === undefined
          ? []
          : [{ title: `Change to \`${meant}\``, edits: [{ range: nameRange, text: meant }] }];
      const message = `${name} is no variable of rootfs.py, and the manifest does not use it.`;
      return diagnose("config/unknown-variable", nameRange, message, { fixes });
    });
}
