import type { Range } from "../text/range";
import { traitsOf, type Architecture } from "./architectures";
import type { Assembly } from "./assembly";
import { Findings, quoted } from "./findings";
import { linked } from "./hex2";
import { Hex2Scanner } from "./hex2Scanner";
import { Linker, sigil, sizeOfSigil, type LinkOptions } from "./linker";
import type { Expansion } from "./m1";
import { M1Encoder } from "./m1Encoder";
import { M1Meanings } from "./m1Meanings";
import { numerate, strtoint } from "./m1Numbers";
import { writeMeaning } from "./m1Text";
import { DEFINE, M1Tokens, type Tokenizing } from "./m1Tokens";
import { expressWord, meaning } from "./m1Words";
import { Piece } from "./piece";
import { Sources, type AssemblyInput } from "./sources";

/** How the M0 of an architecture differs from the others (stage0-posix, <arch>/M0_<arch>.hex2). */
interface M0Dialect {
  /** Room for a token and for a string, with the NUL behind it: nothing checks it. */
  readonly atomRoom: number;
  readonly stringRoom: number;
  /** Bits of a register: a number that is a multiple of 2 to that power is none. */
  readonly bits: 32 | 64;
}

const dialects: Partial<Record<Architecture, M0Dialect>> = {
  x86: { atomRoom: 256, stringRoom: 256, bits: 32 },
  amd64: { atomRoom: 256, stringRoom: 256, bits: 64 },
  aarch64: { atomRoom: 256, stringRoom: 512, bits: 64 },
  riscv32: { atomRoom: 512, stringRoom: 512, bits: 32 },
  riscv64: { atomRoom: 512, stringRoom: 512, bits: 64 },
};

/** Whether stage0-posix has an M0 for an architecture. */
export function hasM0(architecture: Architecture): boolean {
  return dialects[architecture] !== undefined;
}

/** Assembles M1 to bytes as the stage tools M0 and hex2-0 of an architecture do. Inputs are joined as by catm. */
export function assembleM0(inputs: readonly AssemblyInput[], options: LinkOptions): Assembly {
  const m0 = readAll(inputs, options.architecture);
  const linker = new Linker(options, m0.meanings.findings);
  const scanner = new Hex2Scanner(linker, "hex");
  putM0(m0, new M1Encoder(m0.meanings, linker, scanner, true));
  scanner.endFile();
  return linked(linker);
}

/** Hands every word of a program that M0 reads to the linker. */
export function putM0(m0: M0, encoder: M1Encoder): void {
  m0.walk(
    (id, start) => {
      encoder.put(id, start);
      encoder.scanner.endLine();
    },
    (id) => encoder.forget(id),
  );
}

function readAll(inputs: readonly AssemblyInput[], architecture: Architecture): M0 {
  const sources = new Sources(inputs);
  return new M0(new Findings(sources), { start: 0, end: sources.text.length }, architecture);
}

/** Expands M1 to hex2, character for character what the stage tool M0 of an architecture writes. */
export function expandM0(inputs: readonly AssemblyInput[], architecture: Architecture): Expansion {
  const m0 = readAll(inputs, architecture);
  const piece = new Piece(m0.meanings.tokens.text.length * 2);
  m0.walk((id) => {
    writeMeaning(piece, m0.meanings, id, false, "hex", true);
    piece.push(0x0a);
  });
  return { hex2: piece.bytes.subarray(0, piece.length), findings: m0.meanings.findings.list };
}

/** A program as M0 reads it: a stretch of the sources' text, which it opens as one file. */
export class M0 {
  readonly meanings: M1Meanings;
  readonly #dialect: M0Dialect;

  constructor(findings: Findings, { start, end }: Range, architecture: Architecture) {
    this.#dialect = dialects[architecture] ?? { atomRoom: 256, stringRoom: 256, bits: 32 };
    const how: Tokenizing = {
      newlines: false,
      commentEndsAtCarriageReturn: false,
      endsAtByte: true,
      longestAtom: this.#dialect.atomRoom - 1,
      longestString: this.#dialect.stringRoom - 1,
    };
    const tokens = new M1Tokens(findings, how);
    const stop = tokens.read(start, end);
    if (tokens.ids.length === 0)
      findings.add("m1/empty-input", start, start, "There is nothing to assemble.");
    else if (stop === end) this.#checkEnd(tokens, end, findings);
    this.meanings = new M1Meanings(tokens, traitsOf(architecture), findings);
    for (let id = 0; id < tokens.words.count; id++) if (tokens.isString(id)) this.meanings.string(id);
  }

  /**
   * Calls `put` for every token that M0 writes. A DEFINE holds from its place downwards, so what a word means changes on
   * the way; `changed` is told of it.
   */
  walk(put: (id: number, start: number) => void, changed: (id: number) => void = () => undefined): void {
    const { meanings } = this;
    const { tokens, findings, kinds } = meanings;
    const ids = tokens.ids.values;
    const starts = tokens.starts.values;
    const count = tokens.ids.length;
    for (let token = 0; token < count; token++) {
      const id = ids[token]!;
      if (id === DEFINE) {
        if (token + 3 >= count) {
          const message = "DEFINE at the end: M0 looks for a token behind it.";
          findings.add("m1/define-at-end", starts[token]!, tokens.endOf(token), message);
          return;
        }
        const name = ids[token + 1]!;
        if (name >= 0 && !tokens.isString(name)) {
          meanings.define(name, token + 2, true);
          changed(name);
        }
        token += 2;
        continue;
      }
      if (kinds[id] === meaning.open) this.#plain(id);
      put(id, starts[token]!);
    }
  }

  /** A last line without its line feed. In a string that is an error of its own; between tokens M0 just ends. */
  #checkEnd(tokens: M1Tokens, end: number, findings: Findings): void {
    const { text } = tokens;
    const last = tokens.ids.length - 1;
    let at = tokens.endOf(last);
    if (at >= end && !tokens.isString(tokens.ids.values[last]!)) {
      const message = "The file ends with a token, without a line end.";
      findings.add("m1/unended-token", tokens.starts.values[last]!, at, message);
    }
    // Behind the last token there are only blanks and comments.
    while (at < end) {
      if (text[at] === 0x23 || text[at] === 0x3b) {
        const lf = text.indexOf(0x0a, at);
        if (lf < 0 || lf >= end) {
          const message = "The file ends inside a comment, without a line end.";
          findings.add("m1/unended-comment", at, end, message);
          return;
        }
        at = lf;
      }
      at++;
    }
  }

  /** Words that no DEFINE names: numbers behind any character at all, the rest is passed on (Eval_Immediates, Preserve_Other). */
  #plain(id: number): void {
    const { meanings } = this;
    const { tokens } = meanings;
    const { text } = tokens;
    const start = tokens.words.startOf(id);
    const end = tokens.words.endOf(id);
    const first = start < end ? text[start]! : 0;
    const { low, zero } = numerate(text, start + 1, end, this.#dialect.bits);
    const number = !zero || (start + 1 < end && text[start + 1] === 0x30);
    if (!number) {
      meanings.set(id, meaning.text, start, end);
      this.#checkPassedOn(first, start, end);
    } else if (meanings.traits.words) {
      this.#riscvNumber(id, first, low, start, end);
    } else {
      const size = first === sigil.percent ? 4 : first === sigil.at ? 2 : 1;
      meanings.set(id, meaning.number, low, size);
      this.#checkNumber(first, low, size, start, end);
    }
  }

  #riscvNumber(id: number, first: number, low: number, start: number, end: number): void {
    const { meanings } = this;
    const known =
      first === sigil.bang || first === sigil.at || first === sigil.tilde || first === sigil.percent;
    if (!known) {
      const message = `${quoted(meanings.tokens.text, start, end)} holds a number, and no sigil that it can be written for.`;
      meanings.findings.add("m1/number-without-sigil", start, end, message);
      meanings.set(id, meaning.text, start, start);
      return;
    }
    const { kind, value, size, wrapped } = expressWord(low, first);
    meanings.set(id, kind, value, size);
    if (wrapped) {
      const message = `${quoted(meanings.tokens.text, start, end)} is cut to its lowest bits.`;
      meanings.findings.add("m1/value-wrapped", start, end, message);
    }
    this.#checkReading(low, start, end);
  }

  #checkPassedOn(first: number, start: number, end: number): void {
    const known = (first < 128 && sizeOfSigil[first]! > 0) || ":^<.".includes(String.fromCharCode(first));
    if (known) return;
    const message = `${quoted(this.meanings.tokens.text, start, end)} is passed on to hex2 as it is.`;
    this.meanings.findings.add("m1/passed-on", start, end, message);
  }

  #checkNumber(first: number, value: number, size: number, start: number, end: number): void {
    const { findings, tokens } = this.meanings;
    const shown = quoted(tokens.text, start, end);
    const plain = first < 128 ? sizeOfSigil[first]! : 0;
    if (plain === 0) {
      const what = first === 0x3a ? "The label is lost" : "The first character is lost";
      findings.add("m1/taken-for-number", start, end, `${shown} is written as a byte. ${what}.`);
    } else if (plain !== size) {
      findings.add("m1/narrow-number", start, end, `${shown} is written as 1 byte, not ${plain}.`);
    } else {
      const limit = 2 ** (8 * size);
      if (size < 4 && (value < -limit / 2 || value >= limit))
        findings.add("m1/value-wrapped", start, end, `${shown} is cut to its lowest bits.`);
    }
    if (plain > 0) this.#checkReading(value, start, end);
  }

  /** M0 and M1 read some numbers differently: octal, binary, digits in small letters, `_`. */
  #checkReading(value: number, start: number, end: number): void {
    const { findings, tokens } = this.meanings;
    const there = strtoint(tokens.text, start + 1, end);
    if (there === value) return;
    const message = `${quoted(tokens.text, start, end)} is ${value} for M0, ${there} for M1.`;
    findings.add("m1/number-reading", start, end, message);
  }
}
