import type { Range } from "../../text/range";
import type { Decoder, Effects, Instruction, Mode } from "../decoder";
import { describeInstruction } from "./describe";
import { effectsOf } from "./effects";
import type { NameOf } from "./m1Names";
import { hexBytes, inBytes, type Piece } from "./piece";
import { piecesOf } from "./pieces";
import { written, type Syntax } from "./syntax";

/** An instruction that somebody asks about. */
export interface Subject {
  /** Those that the instruction was decoded from; its offset counts in them. */
  readonly bytes: Uint8Array;
  readonly instruction: Instruction;
  readonly mode: Mode;
  readonly decoder: Decoder;
  /** What is asked about: bytes as offsets into `bytes`, or bits of the instruction's word. */
  readonly asked: Range | { readonly bits: number };
  readonly syntax: Syntax;
  readonly nameOf: NameOf;
  /** Where it goes, or what it calls, in Markdown; stands right below what it does. */
  readonly about: readonly string[];
}

/** What an instruction is and what of it the asked bytes are: blocks of Markdown, what matters most first. */
export function explainInstruction(subject: Subject): readonly string[] {
  const { bytes, instruction, mode, decoder, syntax, nameOf, about } = subject;
  const own = bytes.slice(instruction.offset, instruction.offset + instruction.length);
  const fence = mode.startsWith("x86") ? "x86asm" : "asm";
  const text = written(instruction, own, mode, decoder, syntax, nameOf);
  const description = describeInstruction(instruction, mode);
  const pieces = piecesOf(own, instruction, mode, decoder);
  const asked = pieces.filter((piece) => isAsked(piece, subject));
  const effects = effectsOf(instruction, own, mode, decoder);
  return [
    ["```" + fence, text, "```"].join("\n"),
    ...[description === undefined ? undefined : `${description}.`].filter((block) => block !== undefined),
    ...about,
    ...tableOf(pieces, asked, own),
    ...detailsOf(pieces, asked),
    ...effectsText(effects),
  ];
}

function isAsked(piece: Piece, { asked, instruction, bytes }: Subject): boolean {
  if (!("bits" in asked))
    return inBytes(piece, asked.start - instruction.offset, asked.end - instruction.offset);
  const [, high = "0", low = high] = /^(\d+)(?:–(\d+))?$/.exec(piece.bits ?? "") ?? [];
  const width = Number(high) - Number(low) + 1;
  const within = Math.floor(asked.bits / 2 ** Number(low)) % 2 ** width;
  return bytes.length > 0 && within !== 0;
}

/** The pieces beside one another, those that are asked about in bold. One piece alone needs no table. */
function tableOf(pieces: readonly Piece[], asked: readonly Piece[], own: Uint8Array): readonly string[] {
  if (pieces.length < 2) return [];
  const some = asked.length < pieces.length;
  const bold = (text: string, piece: Piece) =>
    text === "" ? "" : some && asked.includes(piece) ? `**${text}**` : text;
  const row = (cell: (piece: Piece) => string) =>
    `| ${pieces.map((piece) => bold(cell(piece), piece)).join(" | ")} |`;
  const isWord = pieces.some(({ bits }) => bits !== undefined);
  const rule = `|${pieces.map(() => ":-:").join("|")}|`;
  const shorts = pieces.some(({ short }) => short !== "") ? [row(({ short }) => short)] : [];
  const rows = isWord
    ? [row(({ bits }) => bits ?? ""), rule, row(({ name }) => name), row(({ digits }) => digits), ...shorts]
    : [row(({ digits }) => digits), rule, row(({ name }) => name), ...shorts];
  const word = isWord ? [`\`${hexBytes(own)}\`, as bits:`] : [];
  return [...word, rows.join("\n")];
}

/** What the asked pieces mean; of a whole instruction its table says enough. */
function detailsOf(pieces: readonly Piece[], asked: readonly Piece[]): readonly string[] {
  if (asked.length === pieces.length && (pieces.length > 1 || pieces[0]?.fields.length === 0)) return [];
  const lines = withoutRepeats(asked).flatMap(({ name, digits, meaning, fields }) => [
    // What has three fields shows its bits among its meaning.
    fields.length > 1 && meaning.startsWith("`")
      ? `**${name}** ${meaning}`
      : `**${name}** \`${digits}\` — ${meaning}`,
    ...fields.map((field) => `· ${field.name} \`${field.digits}\` — ${field.meaning}`),
  ]);
  return lines.length === 0 ? [] : [lines.join("  \n")];
}

/** The pieces of one immediate are told of at the first of them. */
function withoutRepeats(asked: readonly Piece[]): readonly Piece[] {
  const isPart = ({ name }: Piece) => name.startsWith("imm[");
  const parts = asked.filter(isPart);
  const [first] = parts;
  if (first === undefined || parts.length < 2) return asked;
  const joined: Piece = {
    ...first,
    name: parts.map(({ name }) => name).join(" "),
    digits: parts.map(({ digits }) => digits).join(" "),
    meaning: first.meaning.replace(/^bits? \S+ of/, "parts of"),
  };
  return asked.flatMap((piece) => (piece === first ? [joined] : isPart(piece) ? [] : [piece]));
}

/** Of more flags than arithmetic has, all are meant. */
const mostFlags = 7;

function effectsText(effects: Effects | undefined): readonly string[] {
  if (effects === undefined) return [];
  const { reads, writes } = effects;
  const [flagsRead, flagsWritten] = [effects.flagsRead, effects.flagsWritten].map((flags) =>
    flags.length > mostFlags ? ["all flags"] : flags,
  ) as [readonly string[], readonly string[]];
  const list = (label: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${label} ${names.join(", ")}`];
  const parts = [
    ...list("reads", [...reads, ...flagsRead]),
    ...list("writes", writes),
    ...list("changes", flagsWritten),
  ];
  return parts.length === 0 ? [] : [parts.join(" · ")];
}
