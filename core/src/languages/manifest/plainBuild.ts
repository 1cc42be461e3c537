import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Word } from "./tokens";

const written = "build: ";
/** A word of so many bytes may have a finding. */
const longWord = 64;

/**
 * An action of syntax.ts: `build: NAME` and nothing else, as most lines of a long manifest are. It keeps its place and its name alone: what a
 * directive has beside them is made when it is asked for, since twenty thousand of these come with every edit.
 */
export class PlainBuild {
  constructor(
    /** Offset of the line's first byte. */
    private readonly start: number,
    readonly line: number,
    readonly name: string,
  ) {}

  get kind(): "build" {
    return "build";
  }

  get range(): Range {
    return { start: this.start, end: this.start + written.length + this.name.length };
  }

  get keyword(): Word {
    return { range: { start: this.start, end: this.start + written.length - 1 }, text: "build:" };
  }

  get argument(): Word {
    const start = this.start + written.length;
    return { range: { start, end: start + this.name.length }, text: this.name };
  }

  get predicate(): undefined {
    return undefined;
  }

  get broken(): boolean {
    return false;
  }

  /** The same line so many bytes and lines further down. */
  moved(bytes: number, lines: number): PlainBuild {
    return new PlainBuild(this.start + bytes, this.line + lines, this.name);
  }
}

/** A line of a text, zero-based, if it is of that kind. */
export function plainBuild(text: SourceText, number: number): PlainBuild | undefined {
  const { start, end } = text.line(number);
  const name = start + written.length;
  if (end <= name || end - name >= longWord || !text.latin1.startsWith(written, start)) return undefined;
  for (let at = name; at < end; at++) {
    const byte = text.bytes[at]!;
    // Blanks, tabs, CR, `#`, `(` and what is not ASCII: the rules for those are elsewhere.
    if (byte <= 0x20 || byte === 0x23 || byte === 0x28 || byte > 0x7e) return undefined;
  }
  return new PlainBuild(start, number, text.latin1.slice(name, end));
}
