import { traitsOf } from "../../assemble/architectures";
import { failed } from "../../assemble/assembly";
import type { DiagnosticCode } from "../../diagnostics/codes";
import type { Diagnostic } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import { closest } from "../manifest/closest";
import { elfFindings } from "./elfFindings";
import { lintFindings } from "./lint/index";
import { unusedNames } from "./lint/unused";
import { definitionsOf, nameAt } from "./names";
import { situationOf, type Situation } from "./situation";
import { namesOf, shownName, type Source } from "./source";
import { kind } from "./tokens";

/** What the tools that build the document would refuse, or take otherwise than its author thinks. */
export async function diagnostics(document: Document): Promise<readonly Diagnostic[]> {
  const situation = await situationOf(document);
  const { program, input, scope } = situation;
  const own = program.assembly.findings
    .filter((finding) => finding.input === input)
    .map(({ diagnostic }) => diagnostic);
  const found = distinct(own)
    .filter((diagnostic) => !isLowerHalf(situation, diagnostic))
    .filter((diagnostic) => scope.build !== undefined || holdsAlone(situation, diagnostic))
    .map((diagnostic) => withFix(situation, diagnostic));
  const broken = failed({ findings: program.assembly.findings });
  return [
    ...found,
    ...lintFindings(situation),
    // What a broken program does not use, it may use when it is whole again.
    ...(broken ? [] : [...unusedNames(situation), ...elfFindings(situation)]),
  ].sort((a, b) => a.range.start - b.range.start);
}

/** Each finding once, and of a word that M0 passes on not what hex2 makes of its characters. */
function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const passedOn = new Set(
    found.filter(({ code }) => code === "m1/passed-on").map(({ range }) => range.start),
  );
  const known = new Set<string>();
  return found.filter(({ code, range }) => {
    if (code.startsWith("hex2/") && passedOn.has(range.start)) return false;
    const key = `${code} ${range.start}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/** Findings that are true on some architectures only. */
const ofArchitecture: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "hex1/unknown-sigil",
  "hex1/unusable-name",
  "hex1/upper-immediate",
  "hex1/end-of-file-byte",
  "hex2/base-unsupported",
  "hex2/displacement-out-of-range",
  "hex2/field-out-of-range",
  "hex2/ignored-sigil",
  "hex2/unaligned-branch",
  "hex2/unaligned-target",
  "hex2/unfinished-word",
  "hex2/unmerged-word",
  "m1/value-out-of-range",
  "m1/value-wrapped",
]);

/** On RISC-V `~N lui` and `!N addi` load a large number together: that the second one takes its lowest bits is meant. */
function isLowerHalf({ scope, source: { text } }: Situation, { code, range }: Diagnostic): boolean {
  if (code !== "m1/value-wrapped" || !traitsOf(scope.reading.architecture).words) return false;
  const number = text.latin1.slice(range.start + 1, range.end);
  return text.latin1.slice(Math.max(0, range.start - 200), range.start).includes(`~${number} `);
}

/** Whether a finding is true of a file of which nobody knows what it is assembled with. */
function holdsAlone(situation: Situation, { code, related, message }: Diagnostic): boolean {
  const { from } = situation.scope;
  if (from === "nothing" && ofArchitecture.has(code)) return false;
  // Where the program will stand in memory is a guess.
  if (code === "hex2/displacement-out-of-range")
    return from === "setting" || !message.startsWith("An absolute");
  // Its own DEFINEs are meant to be used instead of those nearby, which we chose.
  if (code === "m1/duplicate-define") return related?.[0]?.path === undefined;
  return code === "m1/unknown-token" ? knowsItsMacros(situation) : code !== "m1/empty-input";
}

const fewUnknown = 0.1;

/** Whether so many of a file's words are known that another one is a slip, and not from a file that we do not know of. */
function knowsItsMacros({ source, files }: Situation): boolean {
  const used = [...namesOf(source).macros].filter(([, mentions]) => mentions.some(({ write }) => !write));
  const unknown = used.filter(
    ([name]) => !files.some((file) => namesOf(file.source).definitions.macros.has(name)),
  );
  return used.length > 0 && unknown.length <= used.length * fewUnknown;
}

/** Adds the name that was probably meant, or the line end that is missing. */
function withFix(situation: Situation, diagnostic: Diagnostic): Diagnostic {
  const { code } = diagnostic;
  if (code === "hex2/undefined-label") return withSuggestion(situation, diagnostic, "labels");
  if (code === "m1/unknown-token" || code === "m1/passed-on")
    return withSuggestion(situation, diagnostic, "macros");
  if (code === "hex2/unaligned-target" || code === "hex2/unaligned-branch")
    return padded(situation, diagnostic);
  if (!unended.has(code)) return diagnostic;
  const { end } = diagnostic.range;
  const edits = [{ range: { start: end, end }, text: "\n" }];
  return { ...diagnostic, fixes: [{ title: "Add a line end", preferred: true, edits }] };
}

/** With `<` in front of the label, where that is in the document and the tool knows it: AArch64's hex2-0 does not. */
function padded(situation: Situation, diagnostic: Diagnostic): Diagnostic {
  const { source, scope, input } = situation;
  const name = nameAt(source, diagnostic.range.end - 1);
  if (scope.reading.stage || name?.what !== "labels") return diagnostic;
  const definition = definitionsOf(situation, "labels", name.name).at(-1);
  if (definition?.file.input !== input) return diagnostic;
  const start = definition.range.start - 1;
  const edits = [{ range: { start, end: start }, text: "<\n" }];
  return { ...diagnostic, fixes: [{ title: `Pad in front of \`${shownName(name.name)}\``, edits }] };
}

const unended: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  "hex1/comment-at-end",
  "hex2/unended-line",
  "m1/unended-comment",
  "m1/unended-token",
]);

function withSuggestion(
  { files, source }: Situation,
  diagnostic: Diagnostic,
  what: "labels" | "macros",
): Diagnostic {
  const range = what === "labels" ? undefinedName(source, diagnostic) : diagnostic.range;
  if (range === undefined) return diagnostic;
  const name = source.text.latin1.slice(range.start, range.end);
  const defined = files.flatMap((file) => [...namesOf(file.source).definitions[what].keys()]);
  const meant = closest(name, new Set(defined));
  if (meant === undefined || meant === name) return diagnostic;
  const text = shownName(meant);
  return {
    ...diagnostic,
    message: `${diagnostic.message} Did you mean \`${text}\`?`,
    fixes: [{ title: `Change to \`${text}\``, preferred: true, edits: [{ range, text }] }],
  };
}

/** The name of an undefined reference: that behind the sigil, or behind `>` where that is what is undefined. */
function undefinedName({ tokens, text }: Source, { range, message }: Diagnostic) {
  for (let token = tokens.firstBehind(range.start); token < tokens.count; token++) {
    if (tokens.startOf(token) >= range.end) return undefined;
    const what = tokens.kindOf(token);
    if (what !== kind.reference && what !== kind.base) continue;
    const name = tokens.nameOf(token);
    if (message.includes(`"${text.latin1.slice(name.start, name.end)}"`)) return name;
  }
  return undefined;
}
