import { jsonLine } from "./report";
import type { OriginMap } from "@bootstrappable/core/assemble/originMap";
import type { Place } from "@bootstrappable/core/assemble/sources";
import { SourceText } from "@bootstrappable/core/text/sourceText";

/**
 * A source map as JSON lines, a contract: `{offset, length, file, line, column, endLine, endColumn}` for each stretch of
 * output bytes of one origin, offsets counting bytes of the output, lines and columns as in findings (1-based, UTF-16
 * units). Bytes of a macro have its use there, and the value of its DEFINE as `define` with the same fields. `nameOf` says
 * how an input is named.
 */
export function sourceMapLines(map: OriginMap, nameOf = (name: string) => name): Buffer {
  const { inputs } = map.sources;
  const texts = inputs.map(({ bytes }) => new SourceText(bytes));
  const shown = ({ input, range }: Place) => {
    const start = texts[input]!.positionAt(range.start, "utf-16");
    const end = texts[input]!.positionAt(range.end, "utf-16");
    return {
      file: nameOf(inputs[input]!.name),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
  const pieces: Buffer[] = [];
  let lines: string[] = [];
  for (let index = 0; index < map.count; index++) {
    const origin = map.segment(index)!;
    const { start, end } = origin.output;
    const define = origin.define && { define: shown(origin.define) };
    lines.push(jsonLine({ offset: start, length: end - start, ...shown(origin), ...define }));
    if (lines.length === 10_000) {
      pieces.push(Buffer.from(`${lines.join("\n")}\n`));
      lines = [];
    }
  }
  if (lines.length > 0) pieces.push(Buffer.from(`${lines.join("\n")}\n`));
  return Buffer.concat(pieces);
}
