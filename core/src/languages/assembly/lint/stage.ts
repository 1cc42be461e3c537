import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import type { Source } from "../source";
import { kind } from "../tokens";

/**
 * What mescc-tools' hex2 reads, and the hex2-0 of stage0-posix that the build uses reads otherwise or not at all
 * (stage0-posix, <arch>/hex2_<arch>.hex1).
 */
export function stageFindings(situation: Situation): readonly Diagnostic[] {
  const { scope, source } = situation;
  const { stage, language, architecture } = scope.reading;
  if (scope.build === undefined || !stage || language !== "hex2") return [];
  const found =
    architecture === "x86" || architecture === "amd64"
      ? tildes(source)
      : architecture === "aarch64"
        ? [...looseCarets(source), ...droppedPads(source), ...ownDisplacements(source)]
        : [];
  const end = unended(situation);
  return end === undefined ? found : [...found, end];
}

/** `~` is unknown to the hex2-0 of x86 and AMD64: it drops the character, and reads the name as digits. */
function tildes({ tokens, text }: Source): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.reference || text.bytes[tokens.startOf(token)] !== 0x7e) continue;
    const message = "The hex2-0 of this build knows no `~`: it reads the name as digits.";
    found.push(diagnose("hex2/unknown-to-stage", tokens.rangeOf(token), message));
  }
  return found;
}

/** The hex2-0 of AArch64 forgets a `^` at the next character, be it a blank. */
function looseCarets({ tokens }: Source): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let token = 0; token + 1 < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.caret || tokens.startOf(token + 1) === tokens.endOf(token)) continue;
    const message =
      "The hex2-0 of this build forgets the `^` at the next character: the sigil has to stand right behind it.";
    found.push(diagnose("hex2/unknown-to-stage", tokens.rangeOf(token), message));
  }
  return found;
}

/** `<` is unknown to the hex2-0 of AArch64: it pads nothing. */
function droppedPads({ tokens }: Source): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.pad) continue;
    const message = "The hex2-0 of this build knows no `<`: it pads nothing.";
    found.push(diagnose("hex2/unknown-to-stage", tokens.rangeOf(token), message));
  }
  return found;
}

const relativeSigils = "!@~%";

/** Without a `^` the hex2-0 of AArch64 counts from the first byte of a reference, mescc-tools' hex2 as for ARM. */
function ownDisplacements({ tokens, text }: Source): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let token = 0; token < tokens.count; token++) {
    const start = tokens.startOf(token);
    if (tokens.kindOf(token) !== kind.reference || !relativeSigils.includes(text.latin1[start]!)) continue;
    if (text.latin1[start - 1] === "^") continue;
    if (token + 1 < tokens.count && tokens.kindOf(token + 1) === kind.base) continue;
    const message =
      "Without a `^` right in front the hex2-0 of this build counts from the reference itself, unlike mescc-tools' hex2.";
    found.push(diagnose("hex2/stage-displacement", tokens.rangeOf(token), message));
  }
  return found;
}

/** A last line without its line feed: the hand-written tools wait for ever, or it runs into the next file. */
function unended({ source, program, input, scope }: Situation): Diagnostic | undefined {
  const { tokens, text, language } = source;
  const last = tokens.count - 1;
  const end = text.length;
  if (language !== "hex2" || last < 0 || tokens.endOf(last) < end) return undefined;
  const range = tokens.rangeOf(last);
  const what = tokens.kindOf(last);
  const fixes = [
    { title: "Add a line end", preferred: true, edits: [{ range: { start: end, end }, text: "\n" }] },
  ];
  if (what === kind.comment) {
    const message =
      input === program.inputs.length - 1
        ? "The file ends inside a comment, without a line end: hex2-0 waits for it for ever."
        : "The file ends inside a comment, without a line end: the first line of the next file becomes part of it.";
    return diagnose("hex2/unended-line", range, message, { fixes });
  }
  if (what !== kind.label && what !== kind.reference && what !== kind.base) return undefined;
  const atEnd = input === program.inputs.length - 1;
  // Only AArch64's reads a name at the end of its input.
  if (atEnd && scope.reading.architecture === "aarch64") return undefined;
  const message = atEnd
    ? "The file ends with a name, without a line end: hex2-0 hangs or crashes."
    : "The file ends with a name, without a line end: the first word of the next file becomes part of it.";
  return diagnose("hex2/unended-line", range, message, { fixes });
}
