import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Mode } from "../../isa/decoder";
import { riscvRegisters } from "../../isa/riscvRegisters";
import { auditLine } from "../audit";
import { canonical } from "../../isa/canonical";
import { isX86Mnemonic, isX86Register } from "../comments/x86Words";
import { segmentRange } from "../comments/segments";
import { writtenMnemonics } from "../mnemonics";
import type { Disagreement } from "./context";
import { numberLike, vocabularyOf, type Vocabulary } from "./words";
import { aarch64Comments } from "./writers/aarch64Writer";
import { armComments } from "./writers/armWriter";
import { knightComments } from "./writers/knightWriter";
import { riscvComments } from "./writers/riscvWriter";
import { x86Comments, type X86Dialect } from "./writers/x86Writer";

/** A comment that says what the bytes do, in the words of the one that does not. */
export interface OtherComment {
  readonly text: string;
  readonly edit: TextEdit;
}

/** So many comments are tried: an editor waits for it. */
const most = 1500;

/**
 * What the comment should say: the author's words with as few others as will do, else the whole instruction as its dialect writes it.
 * Undefined where the line is no instruction, or none of that is in agreement.
 */
export function correctedComment(wrong: Disagreement): OtherComment | undefined {
  const { listing, line, mode, decoder, instruction } = wrong;
  const range = line.comment;
  if (range === undefined || instruction?.length !== line.bytes.end - line.bytes.start) return undefined;
  const comment = listing.text.latin1.slice(range.start, range.end);
  const segment = segmentRange(comment);
  const written = comment.slice(segment.start, segment.end);
  const words = vocabularyOf(instruction, mode, listing);
  let tries = 0;
  for (const text of candidates(written, words)) {
    if (tries++ > most) return undefined;
    if (text === written || !isOneLine(text)) continue;
    const whole = comment.slice(0, segment.start) + text + comment.slice(segment.end);
    if (auditLine(listing, line, mode, decoder, whole).verdict !== "agrees") continue;
    return { text: decoded(text), edit: editOf(written, text, range.start + segment.start) };
  }
  return undefined;
}

/** What is another between two texts; the second one is bytes, as characters. */
function editOf(written: string, text: string, start: number): TextEdit {
  const shortest = Math.min(written.length, text.length);
  let front = 0;
  while (front < shortest && isShared(written, text, front, front)) front++;
  let back = 0;
  while (
    back < shortest - front &&
    isShared(written, text, written.length - 1 - back, text.length - 1 - back)
  )
    back++;
  return {
    range: { start: start + front, end: start + written.length - back },
    text: decoded(text.slice(front, text.length - back)),
  };
}

/** Only what is one byte is taken for the same, so that no character is cut. */
function isShared(a: string, b: string, at: number, other: number): boolean {
  return a[at] === b[other] && a.charCodeAt(at) < 0x80;
}

function decoded(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}

/** Labels may be any bytes; in a comment they must not end it. */
function isOneLine(text: string): boolean {
  return !/[\n\r;]|#(?!-?\d)/.test(text);
}

function* candidates(written: string, words: Vocabulary): Iterable<string> {
  const pieces = piecesOf(written, words);
  for (const piece of pieces) for (const other of piece.others) yield replaced(written, [[piece, other]]);
  for (const [index, first] of pieces.entries())
    for (const second of pieces.slice(index + 1))
      for (const a of first.others)
        for (const b of second.others)
          yield replaced(written, [
            [first, a],
            [second, b],
          ]);
  yield* wholeComments(written, words);
}

/** The instruction as a dialect has it, with the prose that stood behind the operands left out. */
function wholeComments(written: string, words: Vocabulary): readonly string[] {
  switch (words.mode) {
    case "x86-16":
    case "x86-32":
    case "x86-64":
      return x86Comments(words, dialectOf(written));
    case "riscv32":
    case "riscv64":
      return riscvComments(words);
    case "aarch64":
      return aarch64Comments(words);
    case "knight":
      return knightComments(words);
    case "arm":
      return armComments(words, written);
  }
}

function dialectOf(written: string): X86Dialect {
  if (/%(?:[er]?(?:[abcd]x|[sd]i|[sb]p)|[abcd][lh]|r\d+[dwb]?|[c-gs]s|cr\d)\b|(?<![\w])\$-?\d/.test(written))
    return "att";
  return /^[a-z]+\d*_|(^|[ ,])[!%@&][\w-]/i.test(written) ? "macros" : "plain";
}

/** A word of a comment, and what may stand in its place. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly others: readonly string[];
}

function replaced(written: string, changes: readonly (readonly [Piece, string])[]): string {
  let text = written;
  for (const [{ start, end }, other] of changes.toReversed())
    text = text.slice(0, start) + other + text.slice(end);
  return text;
}

const parts = /'(?:\\.|[^\\])'|[A-Za-z][A-Za-z0-9.]*|-?(?:0x[0-9A-Fa-f]+|\d[0-9A-Fa-f]*h?)/g;

function piecesOf(written: string, words: Vocabulary): readonly Piece[] {
  const found: Piece[] = [];
  for (const match of written.matchAll(parts)) {
    const [word] = match;
    const start = match.index;
    const others = othersFor(word, written, start, words).filter((other) => other !== word);
    if (others.length > 0) found.push({ start, end: start + word.length, others: [...new Set(others)] });
  }
  for (const match of written.matchAll(/(?<=[!@%~$& ])[A-Za-z_.][\w.$-]*|(?<=[!@%~$&])-?\w+/g)) {
    const sigil = "!@%~$&".includes(written[match.index - 1]!);
    const others = [...words.labels.slice(0, 3), ...plainPlaces(words, sigil)].filter(
      (label) => label !== match[0],
    );
    if (others.length === 0) continue;
    found.push({ start: match.index, end: match.index + match[0].length, others });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Where no label is: how far it is from behind the instruction, on RISC-V from its start; without a sigil, its address. */
function plainPlaces({ instruction, mode }: Vocabulary, sigil: boolean): readonly string[] {
  const { target, data, address, length } = instruction;
  const place = target ?? data;
  if (place === undefined) return [];
  const from = mode.startsWith("riscv") ? address : address + BigInt(length);
  return [sigil ? `${BigInt.asIntN(64, place - from)}` : `0x${place.toString(16).toUpperCase()}`];
}

function othersFor(word: string, written: string, at: number, words: Vocabulary): readonly string[] {
  if (/^[-\d']/.test(word))
    return words.numbers.map((value) => numberLike(word, value)).filter((each) => each !== undefined);
  const inCase = (text: string) => (word === word.toUpperCase() ? text.toUpperCase() : text);
  if (/^(?:byte|[dq]?word)$/i.test(word)) return words.sizes.map(inCase);
  if (isRegister(word, words.mode)) return words.registers.map(inCase);
  const isOperation = words.mode.startsWith("riscv")
    ? at + word.length === written.length
    : at === 0 || /^(rep\w*|lock)[ _]$/i.test(written.slice(0, at));
  return isOperation ? operations(word, words).map(inCase) : [];
}

function isRegister(word: string, mode: Mode): boolean {
  const name = word.toLowerCase();
  if (mode.startsWith("x86")) return isX86Register(name);
  if (mode.startsWith("riscv")) return riscvRegisters.includes(name) || /^(x\d+|fp)$/.test(name);
  return mode === "aarch64"
    ? /^([xw]\d+|[xw]zr|sp|lr|fp|bp)$/.test(name)
    : /^(r\d+|sp|lr|pc|fp|ip)$/.test(name);
}

/** What an operation may be called, with what the comment has behind its name: the width of a jump, or AT&T's suffix. */
function operations(word: string, { instruction, mode }: Vocabulary): readonly string[] {
  if (mode.startsWith("riscv")) return [instruction.mnemonic, canonical(instruction, mode).mnemonic];
  if (!mode.startsWith("x86")) return [instruction.mnemonic];
  const names = writtenMnemonics(instruction.mnemonic);
  const written = word.toLowerCase();
  const bits = /^(?:j[a-z]+|call)(8|16|32)$/.exec(written)?.[1];
  const suffixed = !isX86Mnemonic(written) && /[bwlq]$/.test(written);
  // With another width it has another sigil, too.
  if (bits !== undefined) return names.map((name) => name + bits);
  return suffixed ? names.flatMap((name) => ["b", "w", "l", "q", ""].map((suffix) => name + suffix)) : names;
}
