import type { Diagnostic } from "../../diagnostics/diagnostic";
import { parseElf } from "../../isa/headers/elf";
import type { Range } from "../../text/range";
import { elfDiagnostics } from "../hex/elfDiagnostics";
import type { Situation } from "./situation";

/** Fields of the program's ELF header that disagree with its bytes, where this document has them. */
export function elfFindings({ program, input, source, scope }: Situation): readonly Diagnostic[] {
  // Of a program of which files are missing nobody knows the size.
  if (!scope.reading.whole) return [];
  const { bytes, map } = program.assembly;
  const rangeOf = (offset: number): Range | undefined => {
    const origin = map.originOf(offset);
    return origin?.input === input && origin.define === undefined ? origin.range : undefined;
  };
  const rangeOfBytes = (offset: number, size: number): Range | undefined => {
    const ranges = Array.from({ length: size }, (_, index) => rangeOf(offset + index));
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (first === undefined || last === undefined || ranges.includes(undefined)) return undefined;
    return { start: first.start, end: Math.max(first.end, last.end) };
  };
  return elfDiagnostics({ text: source.text, bytes, elf: parseElf(bytes), map: { rangeOf, rangeOfBytes } });
}
