import { IntList } from "../../../assemble/intList";
import { Piece } from "../../../assemble/piece";
import { SourceText } from "../../../text/sourceText";
import { Pieces } from "./pieces";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const digits = Uint8Array.from("0123456789ABCDEF", (character) => character.charCodeAt(0));

/**
 * A text that is written from a source line by line: which stretch of it came from which of the source, and each of its
 * lines from which line. Both texts are written in the same order, so spans ascend in both.
 */
export class Listing {
  readonly #piece: Piece;
  /** Which stretch of the source became which of the text. */
  readonly spans = new Pieces();
  readonly #lines = new IntList();
  #lineStart = 0;
  #written: SourceText | undefined;

  /** `capacity` is about how many bytes will be written. */
  constructor(
    readonly source: SourceText,
    capacity: number,
  ) {
    this.#piece = new Piece(capacity);
  }

  /** What was written; not to be asked before all is. */
  get text(): SourceText {
    return (this.#written ??= new SourceText(this.#piece.bytes.slice(0, this.#piece.length)));
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#piece.length;
  }

  /** Bytes in the line that is being written. */
  get column(): number {
    return this.#piece.length - this.#lineStart;
  }

  /** Zero-based line of the source that each line of the text came from. */
  get lines(): Int32Array {
    return this.#lines.values.subarray(0, this.#lines.length);
  }

  /** Ends the line that is being written; it came from that line of the source. */
  endLine(line: number): void {
    this.#piece.push(LF);
    this.#lines.push(line);
    this.#lineStart = this.#piece.length;
  }

  ascii(text: string): void {
    for (let at = 0; at < text.length; at++) this.#piece.push(text.charCodeAt(at));
  }

  /** A text with a character a byte, that is to stay in its line. */
  latin1(text: string): void {
    this.ascii(text.replace(/[\r\n]/g, " "));
  }

  /** Copies a stretch of the source that is to stay in its line, and on no account ends a comment. */
  copy(start: number, end: number): void {
    const { bytes } = this.source;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      this.#piece.push(byte === CR || byte === LF ? SPACE : byte);
    }
  }

  /** Appends a stretch of a text; the line ends where the text has its line ends, if it has any. */
  append(bytes: Uint8Array, start: number, end: number, line: number): void {
    let from = start;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== LF) continue;
      this.#piece.append(bytes, from, at);
      this.endLine(line);
      from = at + 1;
    }
    this.#piece.append(bytes, from, end);
  }

  /** Two digits for a byte. */
  digits(byte: number): void {
    this.#piece.push(digits[byte >>> 4]!);
    this.#piece.push(digits[byte & 15]!);
  }

  /** Blanks up to a column, at least one. */
  padTo(column: number): void {
    do this.#piece.push(SPACE);
    while (this.column < column);
  }

  /** Notes that what was written since `from` came from a stretch of the source. */
  span(start: number, end: number, from: number): void {
    this.spans.add(start, end, from, this.#piece.length);
  }
}
