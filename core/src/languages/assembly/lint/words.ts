import { traitsOf } from "../../../assemble/architectures";
import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Range } from "../../../text/range";
import type { Situation } from "../situation";
import { namesOf } from "../source";
import { kind } from "../tokens";

/** What a token does to the instruction that it is part of. */
type Effect =
  | {
      readonly merges: true;
      /** Bits, the lowest byte first in the file; of a reference unknown. */ readonly bits: number;
    }
  | { readonly merges: false; /** The digits that it puts out. */ readonly digits: string };

/** Of a file in another order there is one in every line. */
const most = 100;

/**
 * RISC-V: what is merged (`.` words, immediates) goes into the four bytes behind it, so the opcode comes last. Reports
 * lines in which nothing follows, and bits that a stage tool adds to others instead of merging them.
 */
export function wordOrder(situation: Situation): Diagnostic[] {
  const { source, scope } = situation;
  const { tokens, text, language } = source;
  const { architecture, stage } = scope.reading;
  if (language === "hex0" || !traitsOf(architecture).words || scope.from === "nothing") return [];
  const effectOf = effects(situation);
  const found: Diagnostic[] = [];
  const line = { number: -1, start: -1, bits: 0, known: true };
  const close = () => {
    if (line.start < 0 || !line.known) return;
    const range = { start: line.start, end: lastOf(situation, line.number).end };
    const message =
      "No opcode comes behind this in its line: it is merged into the next four bytes, in another line.";
    found.push(diagnose("hex2/opcode-not-last", range, message));
  };
  for (let token = 0; token < tokens.count && found.length < most; token++) {
    const what = tokens.kindOf(token);
    if (what === kind.comment) continue;
    const number = text.lineAt(tokens.startOf(token));
    if (number !== line.number) {
      close();
      Object.assign(line, { number, start: -1, bits: 0, known: true });
    }
    const effect = effectOf(token);
    if (effect === "unknown") line.known = false;
    else if (effect?.merges === true) {
      if (line.start < 0) line.start = tokens.startOf(token);
      line.bits ^= effect.bits;
    } else if (effect !== undefined && effect.digits !== "") {
      if (stage && carries(line.bits, effect.digits)) {
        const message =
          "Bits of the opcode are in what is merged into it, too: the tools of stage0-posix add them.";
        found.push(diagnose("hex2/overlapping-word", tokens.rangeOf(token), message));
      }
      Object.assign(line, { start: -1, bits: 0 });
    }
  }
  close();
  return found.filter(({ range }) => !isSaid(situation, range));
}

/** At the end of a program the assembler says that nothing comes behind. */
function isSaid({ program, input }: Situation, { start, end }: Range): boolean {
  return program.assembly.findings.some(
    ({ input: its, diagnostic: { code, range } }) =>
      its === input && code.endsWith("/unmerged-word") && start <= range.start && range.start < end,
  );
}

/** Whether a high digit of the four bytes has a bit that is merged into it, too: the sum differs from both. */
function carries(bits: number, digits: string): boolean {
  if (bits === 0 || !/^[0-9A-Fa-f]{8}$/.test(digits)) return false;
  return (bits & Number.parseInt(digits, 16) & 0xf0f0f0f0) !== 0;
}

function lastOf({ source: { tokens, text } }: Situation, line: number): Range {
  let token = tokens.firstBehind(text.line(line).end - 1);
  while (token >= tokens.count || tokens.startOf(token) >= text.line(line).end) token--;
  while (tokens.kindOf(token) === kind.comment) token--;
  return tokens.rangeOf(token);
}

/** What each token of the document does; undefined for one that does nothing to an instruction. */
function effects({ source, files }: Situation): (token: number) => Effect | "unknown" | undefined {
  const { tokens, text } = source;
  const macros = new Map<string, Effect>();
  for (const file of files) {
    for (const [name, mentions] of namesOf(file.source).definitions.macros) {
      const at = mentions.at(-1)!.token + 1;
      if (file.source.tokens.kindOf(at) !== kind.defineValue) continue;
      const value = file.source.text.slice(file.source.tokens.rangeOf(at)).replace(/^'|'$/g, "");
      macros.set(name, effectOfText(value));
    }
  }
  return (token) => {
    const { start, end } = tokens.rangeOf(token);
    switch (tokens.kindOf(token)) {
      case kind.word:
        return { merges: true, bits: Number.parseInt(text.latin1.slice(start + 1, end), 16) };
      case kind.digits:
        return { merges: false, digits: text.latin1.slice(start, end) };
      case kind.reference:
      case kind.number:
        return "!@~".includes(text.latin1[start]!) || (text.latin1[start] === "$" && isReference(token))
          ? { merges: true, bits: 0 }
          : { merges: false, digits: "?" };
      case kind.string:
        return { merges: false, digits: "?" };
      case kind.macro:
        return macros.get(text.latin1.slice(start, end)) ?? "unknown";
      default:
        return undefined;
    }
  };

  function isReference(token: number): boolean {
    return tokens.kindOf(token) === kind.reference;
  }
}

function effectOfText(value: string): Effect {
  if (/^\.[0-9A-Fa-f]{8}$/.test(value)) return { merges: true, bits: Number.parseInt(value.slice(1), 16) };
  return { merges: false, digits: value };
}
