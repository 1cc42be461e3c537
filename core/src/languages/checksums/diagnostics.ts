import { diagnose, type Diagnostic, type Fix } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import { byteOrderMark } from "../../text/byteOrderMark";
import type { SourceText } from "../../text/sourceText";
import { tarballOf } from "../../tree/packages";
import { carriageReturns, unseenMark } from "../foreignBytes";
import type { Document } from "../language";
import type { MissingChecksum } from "../../runs/record/verified";
import { runWords } from "../../runs/record/words";
import { lineBefore } from "./accept";
import { additionFix, differences, missingHashes } from "./lastRun";
import { expectedTarballs, type Expected } from "./packageSums";
import {
  carriageReturnsOf,
  isChecksum,
  meantNames,
  parseChecksums,
  withoutReturn,
  type ChecksumLine,
  type Checksums,
} from "./parser";
import { runsOf } from "./runs";

/** What is wrong with a file of checksums: its form, names that stand there twice, packages that nobody makes. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  // What checksum-transcriber wrote is told where it comes from: in `sources`.
  if (document.path?.endsWith(".SHA256SUM") === true) return [];
  const parsed = parseChecksums(document.text);
  const expected = await expectedTarballs(document);
  const runs = await runsOf(document);
  const made = runs === undefined ? new Map<string, never>() : missingHashes(runs);
  const found = [
    ...malformedLines(parsed),
    ...foreignBytes(parsed),
    ...twice(parsed),
    ...(expected === undefined ? [] : packages(parsed, expected, made)),
    ...(runs === undefined ? [] : differences(parsed, runs)),
  ];
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** A first line that a byte order mark alone makes another has a finding already. */
function malformedLines({ text, malformed }: Checksums): Diagnostic[] {
  const start = byteOrderMark(text)?.end;
  const isGood = (range: Range) =>
    start !== undefined && range.start === 0 && isChecksum(text.latin1.slice(start, range.end));
  return malformed.filter((range) => !isGood(range)).map((range) => malformedLine(text, range));
}

function malformedLine(text: SourceText, range: Range): Diagnostic {
  const found = /^([0-9a-fA-F]{64})([ \t]*[ *]?)(\S.*?)\r?$/.exec(text.latin1.slice(range.start, range.end));
  const start = range.start + 64;
  const fixes: Fix[] =
    found === null || found[2] === ""
      ? []
      : [
          {
            title: "Separate hash and name with two blanks",
            edits: [{ range: { start, end: start + found[2]!.length }, text: "  " }],
            preferred: true,
          },
        ];
  const message = "Not of the form: 64 hex digits, two blanks, file name.";
  return diagnose("checksums/malformed-line", range, message, { fixes });
}

function foreignBytes(parsed: Checksums): Diagnostic[] {
  const end = "The CR becomes part of the file's name: lines end with LF alone.";
  const begin = "it becomes part of the first hash, and the line is none of a checksum's.";
  return [
    ...unseenMark("checksums/byte-order-mark", byteOrderMark(parsed.text), begin),
    ...carriageReturns("checksums/carriage-return", carriageReturnsOf(parsed), end),
  ];
}

function twice({ text, lines }: Checksums): Diagnostic[] {
  const first = new Map<string, ChecksumLine>();
  const found: Diagnostic[] = [];
  for (const line of lines) {
    const earlier = first.get(line.name);
    if (earlier === undefined) {
      first.set(line.name, line);
      continue;
    }
    const related = [{ range: earlier.range, message: "The first entry." }];
    if (earlier.hash.toLowerCase() === line.hash.toLowerCase()) {
      const fixes = [{ title: "Remove the line", edits: [{ range: wholeLine(text, line.range), text: "" }] }];
      const message = `${line.name} stands here twice.`;
      found.push(diagnose("checksums/duplicate", line.range, message, { related, fixes, unnecessary: true }));
    } else {
      const message = `${line.name} has two hashes: a file cannot have both.`;
      found.push(diagnose("checksums/conflicting-hash", line.hashRange, message, { related }));
    }
  }
  return found;
}

function packages(
  parsed: Checksums,
  { tarballs, manifest }: Expected,
  made: ReadonlyMap<string, MissingChecksum>,
): Diagnostic[] {
  const { text, lines } = parsed;
  const found: Diagnostic[] = [];
  const present = meantNames(parsed);
  for (const { name, range, nameRange } of lines) {
    // Another kind of name is none of the manifest's.
    if (tarballs.has(withoutReturn(name)) || tarballOf(withoutReturn(name)) === undefined) continue;
    const fixes = [{ title: "Remove the line", edits: [{ range: wholeLine(text, range), text: "" }] }];
    const message = `No line of the manifest makes ${name}.`;
    found.push(diagnose("checksums/stale-package", nameRange, message, { fixes, unnecessary: true }));
  }
  const missing = [...tarballs].filter(([name]) => !present.has(name));
  for (const [name, { word, active }] of missing) {
    const line = manifest.manifest.text.lineAt(word.range.start) + 1;
    const related = manifest.surroundings && [
      { path: manifest.surroundings.tree.manifest, range: word.range, message: "The build that makes it." },
    ];
    const message = `${name} is missing, which line ${line} of the manifest makes.`;
    const diagnostic = diagnose("checksums/missing-package", placeFor(text, lines, name), message, {
      ...(related && { related }),
      ...(made.has(name) && { fixes: [additionFix(parsed, made.get(name)!)] }),
    });
    found.push(active || made.has(name) ? diagnostic : { ...diagnostic, severity: "warning" });
  }
  // What the manifest does not tell, a run may: it has been edited since, or the run had another one.
  for (const missing of made.values()) {
    if (tarballs.has(missing.name) || present.has(missing.name)) continue;
    const message = `${missing.name} is missing, which the run of ${runWords(missing.run)} made.`;
    const fixes = [additionFix(parsed, missing)];
    const place = placeFor(text, lines, missing.name);
    const diagnostic = diagnose("checksums/missing-package", place, message, { fixes });
    found.push({ ...diagnostic, severity: "warning" });
  }
  return found;
}

/** The line behind which a name belongs. */
function placeFor(text: SourceText, lines: readonly ChecksumLine[], name: string): Range {
  return (lineBefore(lines, name) ?? lines[0])?.range ?? text.line(0);
}

function wholeLine(text: SourceText, { start }: Range): Range {
  return { start, end: Math.min(text.line(text.lineAt(start)).end + 1, text.length) };
}
