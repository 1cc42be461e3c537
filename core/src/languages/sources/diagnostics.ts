import { diagnose, type Diagnostic, type Fix } from "../../diagnostics/diagnostic";
import { nameFault } from "../../distfiles/name";
import type { Document } from "../language";
import { computeHash } from "./actions";
import { addressProblems } from "./addresses";
import { conflicts } from "./conflicts";
import { carriageReturns, unseenMark } from "../foreignBytes";
import { distfileState } from "./distfileState";
import { earlyProblems, isTranscribed } from "./earlyChecks";
import { helperProblems } from "./helperChecks";
import { neverUsed } from "./neverUsed";
import { isWithoutMirrors, isWithoutTls } from "./network";
import { parseSources, type SourceLine, type Sources } from "./parser";
import { placeOf, type Place } from "./place";
import { unpackingProblems } from "./unpacking";

/** What is wrong with a `sources`: its form, its hashes, what other packages say, what lies in distfiles/. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  const sources = parseSources(document.text);
  const place = await placeOf(document);
  const early = place !== undefined && (await isTranscribed(place));
  const found = [
    ...foreignBytes(sources, early),
    ...malformed(sources),
    ...sources.lines.flatMap(lineProblems),
    ...repeated(sources),
    ...(place === undefined ? [] : await problemsInPlace(sources, document.path!, place, early)),
  ];
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** @param early whether checksum-transcriber reads the file, which stops at any kind but `f` */
function foreignBytes({ returns, mark, lines }: Sources, early: boolean): Diagnostic[] {
  const end = "The CR becomes part of the hash or name: lines end with LF alone.";
  const begin = unseenMark("sources/byte-order-mark", mark, "it becomes part of the first word.");
  const stops = early || lines[0]?.kind === "git";
  return [
    ...(stops ? begin.map((finding) => ({ ...finding, severity: "error" as const })) : begin),
    ...carriageReturns("sources/carriage-return", returns, end),
  ];
}

async function problemsInPlace(
  sources: Sources,
  path: string,
  place: Place,
  early: boolean,
): Promise<Diagnostic[]> {
  return [
    ...(await conflicts(sources, path, place)),
    ...(early ? earlyProblems(sources) : await helperProblems(sources, place)),
    ...(await availability(sources, place)),
    ...(await neverUsed(sources, place)),
    ...(await unpackingProblems(sources, place)),
  ];
}

const forms = "`f URL SHA256 [NAME]` nor `g REPOSITORY~REF URL SHA256 [NAME]`";

function malformed({ text, malformed: ranges }: Sources): Diagnostic[] {
  return ranges.map((range) => {
    const line = text.slice(range);
    const [first = "", ...words] = line.split(/[ \t]+/);
    if (first.includes("://")) {
      const edits = [{ range: { start: range.start, end: range.start }, text: "f " }];
      const fixes = words.length > 0 ? [{ title: "Insert the kind, `f`", edits, preferred: true }] : [];
      return diagnose("sources/malformed-line", range, `Neither ${forms}: the kind is missing.`, { fixes });
    }
    if (/^[a-z]+$/.test(first) && !["f", "file", "g", "git"].includes(first) && words.length > 1) {
      const end = range.start + first.length;
      const message = `\`${first}\` is no kind of source: \`f\` is a file, \`g\` a git commit.`;
      return diagnose("sources/unknown-kind", { start: range.start, end }, message);
    }
    return diagnose("sources/malformed-line", range, `Neither ${forms}.`);
  });
}

function lineProblems(line: SourceLine): Diagnostic[] {
  const { hash, url, nameWord, name } = line;
  const found = addressProblems(line);
  if (!/^[0-9a-f]{64}$/.test(hash.text)) {
    const lower = hash.text.toLowerCase();
    const fixes: Fix[] = /^[0-9a-f]{64}$/.test(lower)
      ? [{ title: "Write it in lower case", edits: [{ range: hash.range, text: lower }], preferred: true }]
      : [];
    const message = "A SHA-256 has 64 hex digits, in lower case.";
    found.push(diagnose("sources/malformed-hash", hash.range, message, { fixes }));
  }
  if (nameWord === undefined && (name === "_" || name === "")) {
    const message = `A name is missing behind the hash: \`${url.text}\` gives none.`;
    found.push(diagnose("sources/missing-name", url.range, message));
  } else {
    const fault = nameFault(name);
    const shown = name === "" ? "The empty name" : `\`${name}\``;
    if (fault !== undefined) {
      found.push(diagnose("sources/unsafe-name", (nameWord ?? url).range, `${shown} ${fault}.`));
    }
  }
  if (hash.text === PLACEHOLDER) {
    const message = "64 zeros are what `new-step` writes where it does not know the hash.";
    found.push(diagnose("step/placeholder-hash", hash.range, message));
  }
  return found;
}

/** What `new-step` writes in the place of a hash. */
const PLACEHOLDER = "0".repeat(64);

/** Lines that say again what one above them says: nothing is downloaded twice. */
function repeated({ lines, text }: Sources): Diagnostic[] {
  const seen = new Map<string, SourceLine>();
  return lines.flatMap((line) => {
    const said = [line.name, line.url.text, line.hash.text].join(" ");
    const first = seen.get(said);
    if (first === undefined) {
      seen.set(said, line);
      return [];
    }
    const end = Math.min(text.line(text.lineAt(line.range.start)).end + 1, text.length);
    const fixes = [
      { title: "Remove the line", edits: [{ range: { start: line.range.start, end }, text: "" }] },
    ];
    const related = [{ range: first.range, message: "The same." }];
    const extra = { fixes, related, unnecessary: true };
    const message = "A line above says the same.";
    return [diagnose("sources/repeated-line", line.range, message, extra)];
  });
}

/** Whether a run will find the files. */
async function availability({ lines }: Sources, place: Place): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  const withoutMirrors = await isWithoutMirrors(place);
  const withoutTls = withoutMirrors && (await isWithoutTls(place));
  for (const line of lines) {
    const state = await distfileState(place, line);
    if (state.kind === "different") {
      const edits = [{ range: line.hash.range, text: state.sha256 }];
      const fixes = [{ title: computeHash, edits }];
      const message = `distfiles/${line.name} (${state.size} bytes) has SHA-256 ${state.sha256}.`;
      found.push(diagnose("sources/other-distfile", line.hash.range, message, { fixes }));
    } else if (state.kind === "missing" && withoutMirrors && line.url.text === "_") {
      const message = `No URL has ${line.name}, and bootstrap.cfg names no mirror: put it into distfiles/.`;
      found.push(diagnose("sources/no-url", line.url.range, message));
    } else if (state.kind === "missing" && withoutTls && !lines.some((other) => isPlain(other, line))) {
      const message =
        "Downloaded before curl can do TLS, and bootstrap.cfg names no mirror to have it from over plain HTTP.";
      found.push(diagnose("sources/https-too-early", line.url.range, message));
    }
  }
  return found;
}

/** Whether a line provides the same file over plain HTTP, or the file needs none. */
function isPlain({ name, url }: SourceLine, wanted: SourceLine): boolean {
  return name === wanted.name && !url.text.startsWith("https:") && url.text !== "_";
}
