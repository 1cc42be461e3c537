import type { Linker } from "./linker";
import type { Hex2Scanner } from "./hex2Scanner";
import { digitOf } from "./m1Numbers";
import type { M1Meanings } from "./m1Meanings";
import { writeMeaning } from "./m1Text";
import { meaning } from "./m1Words";
import { Piece } from "./piece";

/** What a word does to the output, found when it is first used: `a` and `b` are… */
const operation = {
  open: 0,
  /** …the start and count of bytes in the pool. */
  bytes: 1,
  /** …the symbol of a label. */
  label: 2,
  /** …the sigil, and the symbol. */
  reference: 3,
  /** …a word for the shift register. */
  word: 4,
  /** …a count of zeros. */
  zeros: 5,
  /** Anything else is read as hex2. */
  text: 6,
} as const;

/** In what M1 writes for a word that is no text of the source, letters from `g` on are of bytes above 7F: hex2 drops them. */
const LETTER_G = 0x67;

/**
 * Turns the words of M1 into bytes without writing hex2 in between. What a word does is worked out once; only pieces
 * that do not stand for themselves (half bytes, text with blanks, comments) go through the hex2 reader.
 */
export class M1Encoder {
  /** Digits mean what they say in hexadecimal only. */
  readonly #hexadecimal: boolean;
  readonly #operations: Uint8Array;
  readonly #used: Uint8Array;
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  #pool = new Uint8Array(4096);
  #poolLength = 0;

  constructor(
    readonly meanings: M1Meanings,
    readonly linker: Linker,
    readonly scanner: Hex2Scanner,
    /** Whether strings become their bytes, as by M0. M1 does otherwise with bytes above 7F. */
    readonly plainStrings = false,
  ) {
    this.#hexadecimal = scanner.mode === "hex";
    const count = meanings.kinds.length;
    this.#operations = new Uint8Array(count);
    this.#used = new Uint8Array(count);
    this.#a = new Int32Array(count);
    this.#b = new Int32Array(count);
  }

  /** Whether a word was ever put out. */
  used(id: number): boolean {
    return this.#used[id] === 1;
  }

  /** A word has another meaning from here on. */
  forget(id: number): void {
    this.#operations[id] = operation.open;
  }

  /** Puts out a word that stands at an offset of the sources. */
  put(id: number, start: number): void {
    const { linker } = this;
    let todo = this.#operations[id]!;
    if (todo === operation.open) todo = this.#compile(id);
    this.#used[id] = 1;
    if (todo === operation.text || this.scanner.busy) {
      this.#read(id, start);
      return;
    }
    if (linker.map) this.#note(id);
    const a = this.#a[id]!;
    // A reference's end is found again when it is to be shown; looking it up each time is a tenth of all the time.
    const end = linker.map ? this.#endOf(id, start) : start;
    switch (todo) {
      case operation.bytes:
        linker.literals(this.#pool, a, this.#b[id]!, start, end);
        break;
      case operation.label:
        linker.define(a, start, this.#endOf(id, start));
        break;
      case operation.reference:
        linker.refer(a, this.#b[id]!, -1, start, end);
        break;
      case operation.word:
        linker.shift(a, start);
        break;
      default:
        linker.zeros(a, start, end);
    }
  }

  /** Where the use of a word ends that begins at an offset. */
  #endOf(id: number, start: number): number {
    const { tokens, kinds } = this.meanings;
    return start + tokens.words.lengthOf(id) + (kinds[id] === meaning.string ? 1 : 0);
  }

  #note(id: number): void {
    const define = this.meanings.defineStarts[id]!;
    this.linker.defineStart = define < 0 ? 0 : define;
    this.linker.defineEnd = define < 0 ? 0 : this.meanings.defineEnds[id]!;
  }

  /** Lets hex2 read what M1 would write for a word. */
  #read(id: number, start: number): void {
    const { linker, meanings, scanner } = this;
    if (linker.map) this.#note(id);
    linker.originStart = start;
    linker.originEnd = start + meanings.tokens.words.lengthOf(id) + (meanings.tokens.isString(id) ? 1 : 0);
    if (meanings.kinds[id] === meaning.text) {
      scanner.scan(meanings.tokens.text, meanings.a[id]!, meanings.b[id]!);
    } else {
      const piece = new Piece();
      writeMeaning(piece, meanings, id, linker.options.bigEndian, scanner.mode, this.plainStrings);
      const written = piece.bytes.subarray(0, piece.length).filter((byte) => byte < LETTER_G);
      scanner.scan(written, 0, written.length);
    }
    linker.originStart = -1;
  }

  #compile(id: number): number {
    const { meanings } = this;
    const a = meanings.a[id]!;
    const b = meanings.b[id]!;
    if (this.scanner.mode === "octal" && meanings.kinds[id] !== meaning.text)
      return this.#set(id, operation.text, 0, 0);
    switch (meanings.kinds[id]!) {
      case meaning.number:
        return this.#set(id, operation.bytes, this.#number(a, b), b);
      case meaning.word:
        return this.#set(id, operation.word, a, 0);
      case meaning.zeros:
        // On RISC-V written zeros take from the shift register like any other digits.
        if (this.linker.traits.words) return this.#set(id, operation.text, 0, 0);
        return this.#set(id, operation.zeros, a, 0);
      case meaning.string:
        // What M1 writes for a byte above 7F is not its digits.
        if (!this.plainStrings && meanings.tokens.text.subarray(a, b).some((byte) => byte >= 0x80))
          return this.#set(id, operation.text, 0, 0);
        return this.#set(id, operation.bytes, this.#string(a, b), stringLength(b - a, this.#knightPads));
      case meaning.text:
        return this.#text(id, a, b);
      default:
        return this.#set(id, operation.bytes, 0, 0);
    }
  }

  get #knightPads(): boolean {
    return this.linker.traits.knight && this.#hexadecimal;
  }

  #set(id: number, what: number, a: number, b: number): number {
    this.#operations[id] = what;
    this.#a[id] = a;
    this.#b[id] = b;
    return what;
  }

  /** Text that is one thing hex2 knows: digits of whole bytes, a label, a reference, a word. */
  #text(id: number, start: number, end: number): number {
    const { text } = this.meanings.tokens;
    const { symbols, traits } = this.linker;
    const first = start < end ? text[start]! : 0;
    const last = start < end ? text[end - 1] : 0;
    if (!this.scanner.isOneName(text, start, end) || last === 0x0d)
      return this.#set(id, operation.text, 0, 0);
    if (first === 0x3a) return this.#set(id, operation.label, symbols.intern(start + 1, end), 0);
    if (this.scanner.isSigil(first))
      return this.#set(id, operation.reference, first, symbols.intern(start + 1, end));
    const word = traits.words && first === 0x2e && end - start === 9;
    const digits = word ? start + 1 : start;
    if (!this.#hexadecimal || (end - digits) % 2 !== 0 || !areDigits(text, digits, end)) {
      return this.#set(id, operation.text, 0, 0);
    }
    const count = (end - digits) / 2;
    const at = this.#room(count);
    for (let index = 0; index < count; index++)
      this.#pool[at + index] =
        (digitOf(text[digits + 2 * index]!) << 4) | digitOf(text[digits + 2 * index + 1]!);
    if (!word) return this.#set(id, operation.bytes, at, count);
    const pool = this.#pool;
    const value = this.linker.options.bigEndian
      ? (pool[at]! << 24) | (pool[at + 1]! << 16) | (pool[at + 2]! << 8) | pool[at + 3]!
      : (pool[at + 3]! << 24) | (pool[at + 2]! << 16) | (pool[at + 1]! << 8) | pool[at]!;
    return this.#set(id, operation.word, value, 0);
  }

  #number(value: number, size: number): number {
    const at = this.#room(size);
    const { bigEndian } = this.linker.options;
    for (let index = 0; index < size; index++)
      this.#pool[at + index] = value >> (8 * (bigEndian ? size - 1 - index : index));
    return at;
  }

  #string(start: number, end: number): number {
    const at = this.#room(stringLength(end - start, this.#knightPads));
    this.#pool.set(this.meanings.tokens.text.subarray(start, end), at);
    return at;
  }

  /** Offset of room in the pool for `count` bytes, all zero. */
  #room(count: number): number {
    const at = this.#poolLength;
    this.#poolLength += count;
    if (this.#poolLength > this.#pool.length) {
      const bigger = new Uint8Array(Math.max(this.#pool.length * 2, this.#poolLength));
      bigger.set(this.#pool);
      this.#pool = bigger;
    }
    return at;
  }
}

/** Bytes of a string with its NUL; Knight pads to the next multiple of four (M1-macro.c, hexify_string). */
function stringLength(characters: number, knight: boolean): number {
  return knight ? (characters + 4) & ~3 : characters + 1;
}

function areDigits(text: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (digitOf(text[at]!) === 16) return false;
  return true;
}
