import { traitsOf, type Architecture } from "../../../assemble/architectures";
import { Findings } from "../../../assemble/findings";
import { IntList } from "../../../assemble/intList";
import type { ByteMode } from "../../../assemble/hex2Scanner";
import { endByte } from "../../../assemble/hex2Syntax";
import { M0 } from "../../../assemble/m0";
import { readM1 } from "../../../assemble/m1";
import type { M1Meanings } from "../../../assemble/m1Meanings";
import { writeMeaning } from "../../../assemble/m1Text";
import { DEFINE, NEWLINE } from "../../../assemble/m1Tokens";
import { meaning } from "../../../assemble/m1Words";
import { Piece } from "../../../assemble/piece";
import { Sources, type AssemblyInput } from "../../../assemble/sources";
import type { SourceText } from "../../../text/sourceText";
import { Listing } from "./listing";
import { Pieces } from "./pieces";

/** A program of M1, and how it is read. */
export interface M1Program {
  readonly architecture: Architecture;
  readonly bigEndian: boolean;
  /** Whether the M0 of stage0-posix reads it. */
  readonly stage: boolean;
  readonly mode?: ByteMode;
  /** Inputs of one inner list are opened as one file. */
  readonly files: readonly (readonly AssemblyInput[])[];
}

/** What one input of an M1 program becomes in hex2. */
export interface Words {
  readonly pieces: Pieces;
  /** What is written for the pieces. */
  readonly written: Uint8Array;
  /** Which line of what the tool writes each piece stands in. */
  readonly lines: Int32Array;
  /**
   * Whether each word may stand beside others and in front of a comment. Where it may not, because a word begins a
   * comment or a line by itself, only what the tool itself writes is sure to be right: {@link writeAsTool}.
   */
  readonly free: boolean;
}

/** The words of an input of a program, by its index among all inputs. */
export function wordsOf(
  { architecture, bigEndian, stage, mode = "hex", files }: M1Program,
  input: number,
): Words {
  const sources = new Sources(files.flat());
  const from = sources.starts[input]!;
  const to = sources.starts[input + 1]!;
  const findings = new Findings(sources);
  const pieces = new Pieces();
  const lines = new IntList();
  let line = 0;
  const piece = new Piece((to - from) * 2);
  let free = true;
  const dropped = traitsOf(architecture, stage).stage?.unknown ?? "";
  const put = (meanings: M1Meanings, id: number, start: number) => {
    if (start < from || start >= to) return;
    const began = piece.length;
    writeMeaning(piece, meanings, id, stage ? false : bigEndian, mode, stage);
    free &&= isFree(piece.bytes, began, piece.length, dropped);
    // A string's last blank is not wanted.
    while (piece.length > began && piece.bytes[piece.length - 1] === 0x20) piece.length--;
    if (piece.length === began) return;
    // A string that is not closed ends with the file.
    const end = Math.min(endOf(meanings, id, start), to);
    pieces.add(start - from, end - from, began, piece.length);
    lines.push(line);
  };
  if (stage) {
    const m0 = new M0(findings, { start: 0, end: sources.text.length }, architecture);
    m0.walk((id, start) => {
      put(m0.meanings, id, start);
      line++;
    });
  } else {
    const meanings = readM1(findings, stretches(files), architecture);
    const { tokens, kinds } = meanings;
    for (let token = 0; token < tokens.ids.length; token++) {
      const id = tokens.ids.values[token]!;
      if (id === DEFINE) token += 2;
      if (id === DEFINE || id === NEWLINE) line++;
      else if (kinds[id] !== meaning.none) put(meanings, id, tokens.starts.values[token]!);
    }
  }
  return {
    pieces,
    written: piece.bytes.subarray(0, piece.length),
    lines: lines.values.subarray(0, lines.length),
    free,
  };
}

/** Writes words in the lines that the tool writes them in, and nothing else. */
export function writeAsTool({ pieces, written, lines }: Words, source: SourceText): Listing {
  const listing = new Listing(source, written.length * 2);
  let from = 0;
  for (let piece = 0; piece < pieces.count; piece++) {
    if (piece > 0 && lines[piece] !== lines[piece - 1]) listing.endLine(from);
    else if (piece > 0) listing.ascii(" ");
    from = source.lineAt(pieces.start(piece));
    const began = listing.length;
    listing.append(written, pieces.from(piece), pieces.to(piece), from);
    listing.span(pieces.start(piece), pieces.end(piece), began);
  }
  if (listing.column > 0) listing.endLine(from);
  return listing;
}

function endOf({ tokens }: M1Meanings, id: number, start: number): number {
  return start + tokens.words.lengthOf(id) + (tokens.isString(id) ? 1 : 0);
}

/** Each list of inputs as a stretch of all inputs behind one another. */
function stretches(files: M1Program["files"]): { start: number; end: number }[] {
  let end = 0;
  return files.map((inputs) => {
    const start = end;
    end += inputs.reduce((length, { bytes }) => length + bytes.length, 0);
    return { start, end };
  });
}

/**
 * Whether hex2 reads a word as it would read it alone in a line, whatever stands beside it. A name behind a character that
 * the tool drops is none.
 */
function isFree(bytes: Uint8Array, start: number, end: number, dropped: string): boolean {
  let at = start;
  while (at < end && bytes[at] === 0x5e) at++;
  const first = at < end ? String.fromCharCode(bytes[at]!) : " ";
  const isName = ":!@$~%&".includes(first) && !dropped.includes(first);
  let base = false;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 0x0a || byte === 0x0d) return false;
    if (byte === 0x3e || byte === endByte) base = true;
    if ((byte === 0x23 || byte === 0x3b) && (!isName || base)) return false;
    if (isName && byte === 0x20) return false;
  }
  return true;
}
