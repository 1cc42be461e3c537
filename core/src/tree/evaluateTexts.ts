import type { Range } from "../text/range";
import { SourceText } from "../text/sourceText";

/** A stretch of a file of the source tree. */
export interface TreePlace {
  /** Absolute path. */
  readonly file: string;
  readonly range: Range;
}

/** A stretch of a script that comes from a file of the tree: byte by byte from `start` on, or all of it from one range. */
interface Part {
  readonly start: number;
  readonly file: string;
  readonly from: number | Range;
}

/** A script as a shell of the bootstrap reads it, and where in the tree its stretches stand. */
export class ScriptText {
  private constructor(
    readonly text: SourceText,
    private readonly parts: readonly Part[],
  ) {}

  static ofFile(file: string, text: SourceText): ScriptText {
    return new ScriptText(text, [{ start: 0, file, from: 0 }]);
  }

  /** A script that no file of the tree holds; `parts` in the order of their starts, each up to the next. */
  static generated(bytes: Uint8Array, parts: readonly Part[]): ScriptText {
    return new ScriptText(new SourceText(bytes), parts);
  }

  /** What `catm` makes of several. */
  static joined(scripts: readonly ScriptText[]): ScriptText {
    const bytes = new Uint8Array(scripts.reduce((length, { text }) => length + text.length, 0));
    const parts: Part[] = [];
    let start = 0;
    for (const script of scripts) {
      bytes.set(script.text.bytes, start);
      for (const part of script.parts) parts.push({ ...part, start: part.start + start });
      start += script.text.length;
    }
    return new ScriptText(new SourceText(bytes), parts);
  }

  /** Where a stretch stands in the tree; undefined for what is in none of its files. */
  locate(range: Range): TreePlace | undefined {
    const part = this.parts.findLast(({ start }) => start <= range.start);
    if (part === undefined || part.file === "") return undefined;
    const { file, from, start } = part;
    if (typeof from !== "number") return { file, range: from };
    return { file, range: { start: range.start - start + from, end: range.end - start + from } };
  }
}
