import type { Decoder, Flow, Instruction, Mode } from "../isa/decoder";
import type { Listing } from "./listing";
import type { AuditedLine } from "./verdict";

/**
 * The same lines, with those marked that control reaches from lines in agreement although no comment calls them code. Behind a system
 * call nothing is taken for code: some do not return, and strings stand behind them.
 */
export function withUncommented(
  listing: Listing,
  lines: readonly AuditedLine[],
  decoders: ReadonlyMap<Mode, Decoder>,
): readonly AuditedLine[] {
  const byOffset = new Map(lines.map((line, index) => [line.line.bytes.start, index]));
  const found = new Map<number, Instruction>();
  const next: { offset: number; mode: Mode }[] = [];
  const follow = (instruction: Instruction, mode: Mode) => {
    const { offset, length, flow, target } = instruction;
    if (goesOn(flow)) next.push({ offset: offset + length, mode });
    const to = target === undefined ? undefined : listing.offsetOf(target);
    if (to !== undefined) next.push({ offset: to, mode });
  };
  for (const { verdict, instruction, mode } of lines)
    if (verdict === "agrees" && instruction !== undefined && mode !== undefined) follow(instruction, mode);

  for (let place = next.pop(); place !== undefined; place = next.pop()) {
    const index = byOffset.get(place.offset);
    const line = index === undefined ? undefined : lines[index]!;
    if (index === undefined || line === undefined || found.has(index)) continue;
    if (line.verdict !== "data" && line.verdict !== "padding") continue;
    const { start, end } = line.line.bytes;
    const instruction = decoders.get(place.mode)?.decode(listing.bytes, start, listing.addressOf(start));
    // A line of several instructions, or of part of one, is not a line of code without its comment.
    if (instruction === undefined || start + instruction.length !== end) continue;
    if (line.line.unresolved !== undefined) continue;
    found.set(index, instruction);
    follow(instruction, place.mode);
  }
  return lines.map((line, index) => {
    const instruction = found.get(index);
    return instruction === undefined ? line : { ...line, verdict: "uncommented", instruction };
  });
}

function goesOn(flow: Flow): boolean {
  return flow === "next" || flow === "branch" || flow === "call" || flow === "indirect call";
}
