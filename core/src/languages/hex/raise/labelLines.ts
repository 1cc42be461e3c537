import type { SourceMap } from "../../../assemble/sourceMap";
import type { SourceText } from "../../../text/sourceText";
import { labelsInLine } from "../labelComments";
import type { Labels } from "./references";

interface Label {
  readonly name: string;
  /** File offset; undefined where the label stands between the two digits of a byte. */
  readonly offset: number | undefined;
}

interface LabelLine {
  readonly labels: readonly Label[];
  /** Blanks in front of them, and what stands behind them. */
  readonly indent: string;
  readonly behind: string;
}

/** The lines of a hex0 source that name labels, as hex2 writes them. */
export class LabelLines {
  /** The labels that hex2 can have: those that stand at a byte's start and are named once. */
  readonly offsets: Labels;
  readonly #lines = new Map<number, LabelLine>();

  constructor(
    text: SourceText,
    map: SourceMap,
    private readonly baseAddress: number | undefined,
  ) {
    const offsets = new Map<string, number>();
    const seen = new Set<string>();
    for (let line = 0; line < text.lineCount; line++) {
      const { start, end } = text.line(line);
      const content = text.latin1.slice(start, end);
      const found = labelsInLine(content, start);
      if (found.length === 0) continue;
      const labels = found.map(({ name, range }) => ({ name, offset: offsetAt(map, range.start) }));
      for (const { name, offset } of labels) {
        if (seen.has(name)) offsets.delete(name);
        else if (offset !== undefined) offsets.set(name, offset);
        seen.add(name);
      }
      const behind = content.slice(found.at(-1)!.range.end - start);
      this.#lines.set(line, { labels, indent: /^[ \t]*/.exec(content)![0], behind });
    }
    this.offsets = offsets;
  }

  /** A line with its labels as hex2 has them; undefined for a line that is to stay as it is. */
  written(line: number): string | undefined {
    const found = this.#lines.get(line);
    if (found === undefined) return undefined;
    const { labels, indent, behind } = found;
    const own = labels.filter(({ name }) => this.offsets.has(name));
    if (own.length === 0) return undefined;
    const others = labels.filter(({ name }) => !this.offsets.has(name));
    const names = [...own.map(({ name }) => `:${name}`), ...others.map(({ name }) => `#:${name}`)];
    return indent + names.join(" ") + this.#remark(behind, own[0]!.offset!);
  }

  /** What stands behind a label, as a comment; its address is left out where hex2 would find the same. */
  #remark(behind: string, offset: number): string {
    const address = /^[ \t]*[#;]*[ \t]*\((0x[0-9A-Fa-f]+)\)[ \t]*$/.exec(behind)?.[1];
    if (address !== undefined && this.baseAddress !== undefined) {
      if (Number(address) === this.baseAddress + offset) return "";
    }
    const rest = behind.replace(/^:?[ \t]*$/, "");
    if (rest === "" || /^[ \t]+[#;]/.test(rest)) return rest;
    return /^[#;]/.test(rest) ? ` ${rest}` : ` # ${rest.trim()}`;
  }
}

/** File offset of what follows a place of the source; undefined inside a byte. */
function offsetAt(map: SourceMap, at: number): number | undefined {
  const next = map.firstAfter(at);
  return next > 0 && map.rangeOf(next - 1)!.end > at ? undefined : next;
}
