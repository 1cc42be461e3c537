import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import type { Source } from "../source";
import { kind } from "../tokens";

/**
 * What mescc-tools' hex2 reads, and the hex2-0 of stage0-posix that the build uses reads otherwise (stage0-posix,
 * <arch>/hex2_<arch>.hex1). Of what that does not know, and of its end, the assembler tells.
 */
export function stageFindings(situation: Situation): readonly Diagnostic[] {
  const { scope, source } = situation;
  const { stage, language, architecture } = scope.reading;
  if (scope.build === undefined || !stage || language !== "hex2") return [];
  const found = architecture === "aarch64" ? ownDisplacements(source) : [];
  const end = unended(situation);
  return end === undefined ? found : [...found, end];
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

/** A last line without its line feed, in a file that is not the last: it runs into the next one. */
function unended({ source, program, input }: Situation): Diagnostic | undefined {
  const { tokens, text, language } = source;
  const last = tokens.count - 1;
  const end = text.length;
  if (language !== "hex2" || last < 0 || tokens.endOf(last) < end || input === program.inputs.length - 1)
    return undefined;
  const range = tokens.rangeOf(last);
  const what = tokens.kindOf(last);
  const fixes = [
    { title: "Add a line end", preferred: true, edits: [{ range: { start: end, end }, text: "\n" }] },
  ];
  if (what === kind.comment) {
    const message =
      "The file ends inside a comment, without a line end: the first line of the next file becomes part of it.";
    return diagnose("hex2/unended-line", range, message, { fixes });
  }
  if (what !== kind.label && what !== kind.reference && what !== kind.base) return undefined;
  const message =
    "The file ends with a name, without a line end: the first word of the next file becomes part of it.";
  return diagnose("hex2/unended-line", range, message, { fixes });
}
