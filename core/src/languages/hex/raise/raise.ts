import { assembleHex0, plainHex0, type Hex0Dialect } from "../../../assemble/hex0";
import type { SourceMap } from "../../../assemble/sourceMap";
import type { Range } from "../../../text/range";
import { SourceText } from "../../../text/sourceText";
import { lexHex } from "../../assembly/hexLexer";
import { kind, type Tokens } from "../../assembly/tokens";
import { LabelLines } from "./labelLines";
import { countNamed, namedReferences, type Finder, type FoundReference, type Line } from "./references";
import { machineOf, type KnownMachine, type Machine } from "./target";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

interface RaiseOptions extends KnownMachine {
  /** How hex0 reads the source; as all of them do, when absent. */
  readonly dialect?: Hex0Dialect;
  /** What finds references; by their comments alone, when absent. */
  readonly finders?: readonly Finder[];
}

/** A hex0 source as hex2. */
export interface Raised {
  readonly hex2: Uint8Array;
  /** What hex2 has to be told, so that it gives the same bytes. */
  readonly machine: Machine;
  /** How many labels and references there are. */
  readonly labels: number;
  readonly references: number;
  /** How often comments beside bytes name a label, be the bytes a reference to it or not. */
  readonly named: number;
}

/**
 * Writes a hex0 source as hex2: label comments become labels, and bytes become references where a comment names a label
 * and they are just what the reference comes to. All else stays as it is, and hex2 makes the same bytes of it.
 */
export function raiseHex0(source: Uint8Array, options: RaiseOptions = {}): Raised {
  const { dialect = plainHex0, finders = [namedReferences] } = options;
  return new Raising(new SourceText(withoutReturns(source, dialect)), dialect, options, finders).raised();
}

/** hex2 ends every comment at a carriage return, hex0 not everywhere; and to hex2 it is part of a name. */
function withoutReturns(source: Uint8Array, { commentEndsAtCarriageReturn }: Hex0Dialect): Uint8Array {
  if (!source.includes(CR)) return source;
  return source.map((byte, at) => {
    if (byte !== CR) return byte;
    return commentEndsAtCarriageReturn && source[at + 1] !== LF ? LF : SPACE;
  });
}

class Raising {
  readonly #bytes: Uint8Array;
  readonly #map: SourceMap;
  readonly #tokens: Tokens;
  readonly #machine: Machine;
  readonly #labels: LabelLines;
  #token = 0;
  #references = 0;
  #named = 0;

  constructor(
    private readonly text: SourceText,
    dialect: Hex0Dialect,
    options: RaiseOptions,
    private readonly finders: readonly Finder[],
  ) {
    const { bytes, map } = assembleHex0(text.bytes, { dialect, map: true });
    this.#bytes = bytes;
    this.#map = map!;
    this.#tokens = lexHex(text.bytes, "hex0");
    this.#machine = machineOf(bytes, options);
    this.#labels = new LabelLines(text, this.#map, this.#machine.baseAddress);
  }

  raised(): Raised {
    const { text } = this;
    const lines: string[] = [];
    for (let line = 0; line < text.lineCount; line++) {
      const range = text.line(line);
      const tokens = this.#tokensOf(range);
      lines.push((this.#labels.written(line) ?? this.#line(range, tokens)).trimEnd());
    }
    if (lines.at(-1) !== "") lines.push("");
    return {
      hex2: Uint8Array.from(lines.join("\n"), (character) => character.charCodeAt(0)),
      machine: this.#machine,
      labels: this.#labels.offsets.size,
      references: this.#references,
      named: this.#named,
    };
  }

  #tokensOf({ end }: Range): Range {
    const start = this.#token;
    while (this.#token < this.#tokens.count && this.#tokens.startOf(this.#token) < end) this.#token++;
    return { start, end: this.#token };
  }

  #line(range: Range, tokens: Range): string {
    const { latin1 } = this.text;
    const content = latin1.slice(range.start, range.end);
    const last = tokens.end - 1;
    const hasComment = last >= tokens.start && this.#tokens.kindOf(last) === kind.comment;
    const codeEnd = hasComment ? this.#tokens.startOf(last) : range.end;
    const own = this.#map.bytesIn(range);
    const line = { bytes: this.#bytes, range: own, comment: latin1.slice(codeEnd, range.end) };
    const references = hasComment && own.start < own.end ? this.#find(line, codeEnd) : [];
    if (references.length === 0 && this.#isPlain(range, own, tokens)) return content;
    const code = this.#code({ start: range.start, end: codeEnd }, own, references).trimEnd();
    const comment = line.comment.trimEnd() + this.#dropped(tokens, hasComment);
    if (comment === "") return code;
    const column = codeEnd - range.start;
    return (code === "" ? " ".repeat(column) : code.padEnd(Math.max(column, code.length + 1))) + comment;
  }

  #find(line: Line, codeEnd: number): readonly FoundReference[] {
    const { offsets } = this.#labels;
    const found: FoundReference[] = [];
    for (const finder of this.finders) {
      for (const one of finder(line, offsets, this.#machine)) {
        const isFree = found.every(({ at, size }) => one.at + one.size <= at || at + size <= one.at);
        if (isFree && this.#isTogether(one, codeEnd)) found.push(one);
      }
    }
    this.#references += found.length;
    this.#named += countNamed(line, offsets);
    return found.sort((a, b) => a.at - b.at);
  }

  /** Whether the bytes of a reference stand together, with blanks between them at most. */
  #isTogether({ at, size }: FoundReference, codeEnd: number): boolean {
    const range = this.#map.rangeOfBytes(at, size);
    if (range === undefined || range.end > codeEnd) return false;
    for (let byte = at; byte < at + size; byte++) if (!this.#isPair(byte)) return false;
    return /^[0-9A-Fa-f \t]*$/.test(this.text.latin1.slice(range.start, range.end));
  }

  /** Whether a byte is written as two digits side by side, which hex2 reads the same. */
  #isPair(byte: number): boolean {
    const { start, end } = this.#map.rangeOf(byte)!;
    const digits = this.text.latin1.slice(start, end);
    return /^[0-9A-Fa-f]{2}$/.test(digits) && Number.parseInt(digits, 16) === this.#bytes[byte];
  }

  /** Whether hex2 reads a line as it stands. */
  #isPlain(range: Range, own: Range, tokens: Range): boolean {
    let digits = 0;
    for (let token = tokens.start; token < tokens.end; token++) {
      if (this.#tokens.kindOf(token) === kind.stray) return false;
      if (this.#tokens.kindOf(token) === kind.digits)
        digits += this.#tokens.endOf(token) - this.#tokens.startOf(token);
    }
    if (digits !== 2 * (own.end - own.start)) return false;
    for (let byte = own.start; byte < own.end; byte++) {
      if (!this.#isPair(byte) || this.#map.rangeOf(byte)!.end > range.end) return false;
    }
    return true;
  }

  /** The code of a line, byte by byte; of what stands between them only the blanks. */
  #code(range: Range, own: Range, references: readonly FoundReference[]): string {
    const { latin1 } = this.text;
    let code = "";
    let at = range.start;
    const gap = (end: number) => {
      code += latin1.slice(at, end).replace(/[^ \t]/g, "");
    };
    const apart = () => {
      if (/[^ \t]$/.test(code)) code += " ";
    };
    const next = references[Symbol.iterator]();
    let reference = next.next().value;
    for (let byte = own.start; byte < own.end;) {
      const { start, end } = this.#map.rangeOf(byte)!;
      gap(start);
      if (reference?.at === byte) {
        const { text, size, rest } = reference;
        apart();
        code += text;
        at = this.#map.rangeOf(byte + size - 1)!.end;
        if (rest === undefined) {
          // A name goes on up to a blank.
          if (at < range.end && latin1[at] !== " " && latin1[at] !== "\t") code += " ";
        } else code += ` ${this.#rewritten(byte, rest)}`;
        byte += size;
        reference = next.next().value;
        continue;
      }
      const pair = this.#isPair(byte);
      code += pair ? latin1.slice(start, end) : pairOf(this.#bytes[byte]!);
      at = pair ? end : start + 1;
      byte++;
    }
    gap(range.end);
    return code;
  }

  /** Other bytes in the place of some, with the blanks that stand between those. */
  #rewritten(first: number, bytes: Uint8Array): string {
    const { latin1 } = this.text;
    let code = "";
    let at = this.#map.rangeOf(first)!.start;
    bytes.forEach((byte, index) => {
      const { start, end } = this.#map.rangeOf(first + index)!;
      code += latin1.slice(at, start) + pairOf(byte);
      at = end;
    });
    return code;
  }

  /** What hex0 drops, and hex2 would not: it goes into a comment. */
  #dropped(tokens: Range, hasComment: boolean): string {
    const { latin1 } = this.text;
    const dropped: string[] = [];
    for (let token = tokens.start; token < tokens.end; token++) {
      if (this.#tokens.kindOf(token) !== kind.stray) continue;
      dropped.push(latin1.slice(this.#tokens.startOf(token), this.#tokens.endOf(token)));
    }
    return dropped.length === 0 ? "" : `${hasComment ? " " : ""}# dropped: ${dropped.join(" ")}`;
  }
}

function pairOf(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
