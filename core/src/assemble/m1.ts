import type { Range } from "../text/range";
import type { Assembly } from "./assembly";
import { traitsOf, type Architecture } from "./architectures";
import { Findings, quoted, type AssemblyFinding } from "./findings";
import { linked } from "./hex2";
import { Hex2Scanner, type ByteMode } from "./hex2Scanner";
import { Linker, type LinkOptions } from "./linker";
import { M1Encoder } from "./m1Encoder";
import { M1Meanings } from "./m1Meanings";
import { writeMeaning } from "./m1Text";
import { DEFINE, m1Tokenizing, M1Tokens, NEWLINE } from "./m1Tokens";
import { meaning } from "./m1Words";
import { Piece } from "./piece";
import { Sources, type AssemblyInput } from "./sources";

/** What M1 writes: hex2 as text. */
export interface Expansion {
  readonly hex2: Uint8Array;
  readonly findings: readonly AssemblyFinding[];
}

/** Assembles M1 to bytes: what mescc-tools' `M1` and `hex2` with the same options give one behind the other. */
export function assembleM1(
  inputs: readonly AssemblyInput[],
  options: LinkOptions,
  mode: ByteMode = "hex",
): Assembly {
  const meanings = meaningsOf(inputs, options.architecture);
  const linker = new Linker(options, meanings.findings);
  const scanner = new Hex2Scanner(linker, mode);
  putM1(new M1Encoder(meanings, linker, scanner));
  scanner.endFile();
  return linked(linker);
}

/** Hands every word of a program of M1 to the linker. */
export function putM1(encoder: M1Encoder): void {
  const { meanings, scanner } = encoder;
  const { tokens, kinds } = meanings;
  const ids = tokens.ids.values;
  const starts = tokens.starts.values;
  const count = tokens.ids.length;
  for (let token = 0; token < count; token++) {
    const id = ids[token]!;
    if (id >= 0) {
      if (kinds[id] === meaning.none) unknownToken(meanings, token);
      else encoder.put(id, starts[token]!);
    } else {
      scanner.endLine();
      if (id === DEFINE) token += 2;
    }
  }
}

/** Expands M1 to hex2, character for character what mescc-tools' `M1` writes. */
export function expandM1(
  inputs: readonly AssemblyInput[],
  architecture: Architecture,
  bigEndian: boolean,
  mode: ByteMode = "hex",
): Expansion {
  const meanings = meaningsOf(inputs, architecture);
  const { tokens, kinds, findings } = meanings;
  const ids = tokens.ids.values;
  const count = tokens.ids.length;
  const piece = new Piece(tokens.text.length * 2);
  let lineOpen = false;
  for (let token = 0; token < count; token++) {
    const id = ids[token]!;
    if (id === NEWLINE || id === DEFINE) {
      // However many line ends follow one another, M1 writes the last.
      if (id === DEFINE) token += 2;
      lineOpen = true;
      continue;
    }
    if (lineOpen) piece.push(0x0a);
    else if (token > 0) piece.push(0x20);
    lineOpen = false;
    if (kinds[id] === meaning.none) unknownToken(meanings, token);
    else writeMeaning(piece, meanings, id, bigEndian, mode);
  }
  if (lineOpen) piece.push(0x0a);
  return { hex2: piece.bytes.subarray(0, piece.length), findings: findings.list };
}

function meaningsOf(inputs: readonly AssemblyInput[], architecture: Architecture): M1Meanings {
  const sources = new Sources(inputs);
  const files = inputs.map((_, index) => ({
    start: sources.starts[index]!,
    end: sources.starts[index + 1]!,
  }));
  return readM1(new Findings(sources), files, architecture);
}

/** What the words of an M1 program mean. `files` are stretches of the sources' text, each what M1 opens as one file. */
export function readM1(findings: Findings, files: readonly Range[], architecture: Architecture): M1Meanings {
  const tokens = new M1Tokens(findings, m1Tokenizing);
  for (const { start, end } of files) tokens.read(start, end);
  if (tokens.ids.length === 0) findings.add("m1/empty-input", 0, 0, "There is nothing to assemble.");
  const meanings = new M1Meanings(tokens, traitsOf(architecture), findings);
  applyDefines(meanings);
  for (let id = 0; id < tokens.words.count; id++) {
    if (tokens.isString(id)) {
      meanings.string(id);
      meanings.checkAscii(id);
    } else if (meanings.kinds[id] === meaning.open) {
      meanings.plain(id);
    }
  }
  return meanings;
}

/** Every DEFINE holds for the whole program, the last one of a name for all its uses (M1-macro.c, line_macro). */
function applyDefines(meanings: M1Meanings): void {
  const { tokens, findings } = meanings;
  const { ids, starts } = tokens;
  let next = 0;
  for (const token of tokens.defines) {
    if (token < next) continue;
    next = token + 3;
    if (token + 2 >= ids.length) {
      const missing = token + 1 >= ids.length ? "name" : "value";
      findings.add(
        "m1/incomplete-define",
        starts.values[token]!,
        tokens.endOf(token),
        `DEFINE without a ${missing}.`,
      );
      ids.length = token;
      return;
    }
    const name = ids.values[token + 1]!;
    if (name === NEWLINE || ids.values[token + 2] === NEWLINE) {
      const missing = name === NEWLINE ? "name" : "value";
      const message = `DEFINE without a ${missing} in its line.`;
      findings.add("m1/define-across-lines", starts.values[token]!, tokens.endOf(token), message);
    }
    if (name < 0) continue;
    checkRedefinition(meanings, token);
    meanings.define(name, token + 2, false);
  }
}

function checkRedefinition(meanings: M1Meanings, token: number): void {
  const { tokens, findings } = meanings;
  const { text } = tokens;
  const name = tokens.ids.values[token + 1]!;
  const before = meanings.defineStarts[name]!;
  if (before < 0) return;
  const start = tokens.starts.values[token + 2]!;
  const length = tokens.endOf(token + 2) - start;
  const same =
    length === meanings.defineEnds[name]! - before &&
    text.subarray(start, start + length).every((byte, index) => byte === text[before + index]);
  if (same) return;
  const nameStart = tokens.starts.values[token + 1]!;
  const nameEnd = tokens.endOf(token + 1);
  const message = `${quoted(text, nameStart, nameEnd)} has another value already; this one counts for all its uses.`;
  findings.add("m1/duplicate-define", nameStart, nameEnd, message, {
    start: before,
    end: meanings.defineEnds[name]!,
    message: "the other value",
  });
}

function unknownToken({ tokens, findings }: M1Meanings, token: number): void {
  const start = tokens.starts.values[token]!;
  const end = tokens.endOf(token);
  const message = `${quoted(tokens.text, start, end)} is no macro, label, reference or number.`;
  findings.add("m1/unknown-token", start, end, message);
}
