import type { Range } from "../../../text/range";
import { isLabelComment } from "../../hex/labelComments";
import { namedTargets } from "../../hex/targets";
import type { Source } from "../source";
import { kind } from "../tokens";
import { Listing } from "./listing";
import type { Pieces } from "./pieces";
import { aliasesOf, bareName, hasPairsOnly, indentOf, usualWidth, widthOf } from "./style";

/** So many bytes of one word stand in a line; more are put into rows. */
const mostInLine = 32;
const inRow = 16;

/** What becomes of a source. */
export interface Lowering {
  readonly source: Source;
  /** What the source comes to; what is written for a piece is a stretch of `written`. */
  readonly pieces: Pieces;
  /** hex0 has no labels: there they become comments, and `written` are bytes. For hex2 it is text. */
  readonly to: "hex0" | "hex2";
  readonly written: Uint8Array;
  /** Virtual address of what stands at an offset of the source; undefined where it is not known. */
  readonly addressAt: (offset: number) => number | undefined;
  /** Whether a label of that name (a character a byte) is known. */
  readonly isLabel: (name: string) => boolean;
}

/**
 * Writes a source one stage down, line for line, its comments as they are. Outside of comments there is nothing but what
 * is written for its pieces, in their order, so that it assembles to the same bytes whatever the source looks like.
 */
export function writeLowered(lowering: Lowering): Listing {
  const writer = new Writer(lowering);
  writer.write();
  return writer.listing;
}

class Writer {
  readonly listing: Listing;
  readonly #macros: boolean;
  readonly #spaced: boolean;
  /** Bytes between a line's indentation and what is said behind its code. */
  readonly #width: number;
  readonly #aliases: ReadonlyMap<string, readonly string[]>;
  /** The piece and the token that come next. */
  #piece = 0;
  #token = 0;
  /** A string that goes on in the next line: where it ends, and what is written for it from where its text begins. */
  #open:
    { readonly end: number; readonly text: number; readonly from: number; readonly to: number } | undefined;

  /** Of the line that is written: which of the source it comes from, and whether labels or code are in it. */
  #line = 0;
  #range: Range = { start: 0, end: 0 };
  #labels: Range | undefined;
  #filled = false;
  /** The stretch of the source that its code is. */
  #codeStart = -1;
  #codeEnd = -1;
  /** References that its code was, labels among them that are not known, and whether it was anything else but digits. */
  #references: string[] = [];
  #unknown: string[] = [];
  #other = false;

  constructor(private readonly lowering: Lowering) {
    const { source } = lowering;
    this.listing = new Listing(source.text, source.text.length * 2);
    this.#macros = source.language === "m1";
    this.#spaced = !this.#macros && hasPairsOnly(source);
    this.#width = this.#macros ? usualWidth : widthOf(source);
    this.#aliases = aliasesOf(source);
  }

  write(): void {
    const { source, pieces, to } = this.lowering;
    const { text, tokens } = source;
    const lines = text.lineCount;
    for (let line = 0; line < lines; line++) {
      const range = text.line(line);
      // Behind the last line feed there is no line, unless something stands there.
      if (line > 0 && line === lines - 1 && range.start === range.end) break;
      this.#line = line;
      this.#range = range;
      this.#begin();
      if (this.#open !== undefined) this.#goOn();
      let comment: Range | undefined;
      for (; this.#token < tokens.count && tokens.startOf(this.#token) <= range.end; this.#token++) {
        const what = tokens.kindOf(this.#token);
        const its = tokens.rangeOf(this.#token);
        if (what === kind.comment) comment = this.#comment(its);
        else if (what === kind.label && to === "hex0") this.#label(its);
        else this.#code(what, its);
      }
      this.#finish(comment);
    }
    if (this.#piece === pieces.count) return;
    // Nothing is lost, wherever the assembler found it.
    this.#begin();
    this.#code(kind.stray, { start: text.length, end: text.length + 1 });
    this.#finish(undefined);
  }

  /** A new line, indented as the source's is. */
  #begin(): void {
    const { start, end } = this.#range;
    const { bytes } = this.listing.source;
    this.listing.copy(start, start + indentOf(bytes, { start, end }));
    this.#labels = undefined;
    this.#filled = false;
    this.#codeStart = this.#codeEnd = -1;
    this.#references = [];
    this.#unknown = [];
    this.#other = false;
  }

  #label(range: Range): void {
    const { listing } = this;
    if (this.#codeStart >= 0 || this.#labels !== undefined) {
      this.#finish(undefined);
      this.#begin();
    }
    const from = listing.length;
    const name = listing.source.latin1.slice(range.start + 1, range.end);
    listing.ascii(isLabelComment(name) ? "#:" : "# label :");
    listing.copy(range.start + 1, range.end);
    listing.span(range.start, range.end, from);
    this.#labels = range;
    this.#filled = true;
  }

  /** What is written for a token, if anything is. */
  #code(what: number, range: Range): void {
    if (this.#labels !== undefined) {
      this.#finish(undefined);
      this.#begin();
    }
    const { pieces, to } = this.lowering;
    const first = this.#piece;
    while (this.#piece < pieces.count && pieces.start(this.#piece) < range.end) this.#piece++;
    const gap = this.#codeEnd;
    if (this.#codeStart < 0) this.#codeStart = range.start;
    this.#codeEnd = Math.min(range.end, this.#range.end);
    this.#note(what, range, this.#piece > first);
    const goesOn = what === kind.string && range.end > this.#range.end;
    if (this.#piece > first) {
      this.#separate(gap, range.start);
      if (goesOn && to === "hex0") this.#openString(range, pieces.from(first), pieces.to(this.#piece - 1));
      else this.#put(what, range, first);
    } else if (goesOn) this.#openString(range, 0, 0);
  }

  /** What will have to be said of a token behind the code. */
  #note(what: number, range: Range, hasPieces: boolean): void {
    const { latin1 } = this.listing.source;
    const { tokens } = this.lowering.source;
    const token = this.#token;
    if (what === kind.reference) {
      const caret = token > 0 && tokens.kindOf(token - 1) === kind.caret;
      const start = caret && tokens.endOf(token - 1) === range.start ? range.start - 1 : range.start;
      const hasBase = token + 1 < tokens.count && tokens.kindOf(token + 1) === kind.base;
      const text = latin1.slice(start, hasBase ? tokens.endOf(token + 1) : range.end);
      this.#references.push(text);
      const names = [latin1.slice(range.start + 1, range.end)];
      if (hasBase) names.push(latin1.slice(range.end + 1, tokens.endOf(token + 1)));
      for (const name of names) if (!this.lowering.isLabel(name)) this.#unknown.push(name);
    }
    const quiet = what === kind.caret || what === kind.base || what === kind.pad;
    const hides = what === kind.word || what === kind.stray || (!hasPieces && !quiet);
    if (hides || (this.#macros && this.lowering.to === "hex0")) this.#other = true;
  }

  /** Between two pieces there is what is between their tokens, at least in hex. */
  #separate(before: number, start: number): void {
    if (!this.#filled) return;
    const { bytes } = this.listing.source;
    let blanks = before >= 0 && !this.#macros;
    for (let at = before; blanks && at < start; at++) blanks = bytes[at] === 0x20 || bytes[at] === 0x09;
    if (blanks) this.listing.copy(before, start);
    else this.listing.ascii(" ");
  }

  #put(what: number, range: Range, first: number): void {
    const { listing } = this;
    const { pieces, written, to } = this.lowering;
    const last = this.#piece - 1;
    this.#filled = true;
    if (to === "hex2") {
      for (let piece = first; piece <= last; piece++) {
        if (piece > first) listing.ascii(" ");
        const from = listing.length;
        listing.append(written, pieces.from(piece), pieces.to(piece), this.#line);
        this.#other ||= !this.#isSame(piece);
        listing.span(pieces.start(piece), pieces.end(piece), from);
      }
      return;
    }
    if (what === kind.digits && this.#isVerbatim(range, first)) {
      for (let piece = first; piece <= last; piece++) {
        const from = listing.length;
        listing.copy(pieces.start(piece), pieces.end(piece));
        listing.span(pieces.start(piece), pieces.end(piece), from);
      }
      return;
    }
    const source = { start: pieces.start(first), end: pieces.end(last) };
    this.#bytes(pieces.from(first), pieces.to(last), this.#spaced || what === kind.string, source);
  }

  /** Whether what is written for a piece is what stands in the source. */
  #isSame(piece: number): boolean {
    const { pieces, written } = this.lowering;
    const { bytes } = this.listing.source;
    const shift = pieces.start(piece) - pieces.from(piece);
    if (pieces.end(piece) - shift !== pieces.to(piece)) return false;
    for (let at = pieces.from(piece); at < pieces.to(piece); at++) {
      if (written[at] !== bytes[at + shift]) return false;
    }
    return true;
  }

  /** Whether digits of the source stand for just the bytes that they are written as. */
  #isVerbatim(range: Range, first: number): boolean {
    const { pieces, written } = this.lowering;
    const { latin1 } = this.listing.source;
    if (range.end - range.start !== 2 * (this.#piece - first)) return false;
    for (let piece = first; piece < this.#piece; piece++) {
      const start = range.start + 2 * (piece - first);
      const isPair = pieces.start(piece) === start && pieces.end(piece) === start + 2;
      if (!isPair || pieces.to(piece) - pieces.from(piece) !== 1) return false;
      if (Number.parseInt(latin1.slice(start, start + 2), 16) !== written[pieces.from(piece)]) return false;
    }
    return true;
  }

  #bytes(from: number, to: number, spaced: boolean, source: Range): void {
    const { listing } = this;
    const { written } = this.lowering;
    const rows = to - from > mostInLine;
    let start = listing.length;
    for (let at = from; at < to; at++) {
      if (at > from && rows && (at - from) % inRow === 0) {
        listing.span(source.start, source.end, start);
        listing.endLine(this.#line);
        listing.copy(this.#range.start, this.#range.start + this.#indent());
        start = listing.length;
      } else if (at > from && (spaced || rows)) listing.ascii(" ");
      listing.digits(written[at]!);
    }
    listing.span(source.start, source.end, start);
    this.#filled = true;
  }

  #openString({ start, end }: Range, from: number, to: number): void {
    this.#open = { end, text: start + 1, from, to };
    this.#string(start);
  }

  /** A string's characters are bytes one by one: those of each line are written there, the NUL behind the last. */
  #string(start: number): void {
    const { end, text, from, to } = this.#open!;
    const last = end <= this.#range.end;
    const offset = (at: number) => Math.min(from + Math.max(0, at - text), to);
    const first = offset(start);
    const behind = last ? to : offset(this.#range.end + 1);
    if (behind > first) this.#bytes(first, behind, true, { start, end: Math.min(end, this.#range.end) });
    if (last) this.#open = undefined;
  }

  #goOn(): void {
    const { start } = this.#range;
    this.#codeStart = start + this.#indent();
    this.#other = true;
    this.#codeEnd = Math.max(this.#codeStart, Math.min(this.#open!.end, this.#range.end));
    this.#string(start);
  }

  /**
   * A comment up to the line's end, as people see it. To some tools it ends at a carriage return before: what stands
   * behind that is code.
   */
  #comment(range: Range): Range | undefined {
    const { pieces } = this.lowering;
    let { start } = range;
    while (this.#piece < pieces.count && pieces.start(this.#piece) < range.end) {
      const first = this.#piece++;
      const behind = Math.max(start, pieces.start(first));
      this.#finish(start < behind ? { start, end: behind } : undefined);
      this.#begin();
      this.#put(kind.stray, range, first);
      start = Math.min(range.end, Math.max(start, pieces.end(first)));
    }
    return start < range.end ? { start, end: range.end } : undefined;
  }

  /** Ends a line: behind its code comes what is to be said of it, and then the source's own comment. */
  #finish(comment: Range | undefined): void {
    const { listing } = this;
    const own = comment === undefined ? -1 : comment.start - this.#range.start;
    const said = this.#explanation(comment);
    if (said !== undefined) {
      if (this.#filled) {
        const width = this.#indent() + this.#width;
        listing.padTo(this.#macros || own < 0 ? width : own);
      }
      listing.ascii(this.#starter(comment));
      said();
      // The source's columns, as far as they are the same columns.
      const gap = comment !== undefined && this.#macros ? comment.start - this.#codeEnd : 2;
      if (comment !== undefined) listing.ascii(" ".repeat(Math.min(Math.max(gap, 1), 80)));
    } else if (comment !== undefined && this.#filled) listing.padTo(own);
    else if (this.#labels !== undefined) this.#address(this.#labels.start);
    if (comment !== undefined) this.#ownComment(comment);
    listing.endLine(this.#line);
  }

  #ownComment({ start, end }: Range): void {
    const { listing } = this;
    const { latin1 } = listing.source;
    const from = listing.length;
    const bare =
      this.#labels !== undefined && this.lowering.source.language === "hex1"
        ? bareName(latin1.slice(start, end))
        : undefined;
    if (bare !== undefined) listing.ascii(`#:${bare}`);
    else {
      if (latin1[start] !== "#" && latin1[start] !== ";") listing.ascii("# ");
      listing.copy(start, end);
    }
    listing.span(start, end, from);
  }

  #address(offset: number): void {
    const address = this.lowering.addressAt(offset);
    if (address !== undefined) this.listing.ascii(` ; (0x${address.toString(16).toUpperCase()})`);
  }

  /** Writes what the code was before; undefined where its bytes and the source's comment say it all. */
  #explanation(comment: Range | undefined): (() => void) | undefined {
    const { listing } = this;
    if (this.#codeStart < 0) return undefined;
    if (this.lowering.to === "hex2" && !this.#other) return undefined;
    const unknown = this.#unknown.length > 0 ? `${this.#unknown.join(", ")}: not known here` : "";
    if (this.#other) {
      const start = this.#codeStart;
      const end = this.#codeEnd;
      return () => {
        listing.copy(start, end);
        if (unknown !== "") listing.latin1(` (${unknown})`);
      };
    }
    const unnamed = this.#unnamed(comment);
    if (unnamed.length === 0 && unknown === "") return undefined;
    return () => listing.latin1([unnamed.join(" "), unknown].filter((part) => part !== "").join(" ; "));
  }

  /** The references of the line that its comment does not name. */
  #unnamed(comment: Range | undefined): readonly string[] {
    if (this.#references.length === 0) return [];
    const text = comment === undefined ? "" : this.listing.source.latin1.slice(comment.start, comment.end);
    const named = new Set(namedTargets(text).map(({ name }) => name));
    return this.#references.filter((reference) => {
      const name = /^\^?.([^>]*)/s.exec(reference)?.[1] ?? "";
      return ![name, ...(this.#aliases.get(name) ?? [])].some((each) => named.has(each));
    });
  }

  /** As upstream writes: the instruction behind one of the comment characters, what people say of it behind the other. */
  #starter(comment: Range | undefined): string {
    const own = comment && this.listing.source.latin1[comment.start];
    return this.#filled && this.#macros && own !== ";" ? "; " : "# ";
  }

  #indent(): number {
    return indentOf(this.listing.source.bytes, this.#range);
  }
}
