import type { Mode } from "../isa/decoder";
import type { Audit } from "./audit";
import type { Listing, Machine } from "./listing";
import type { AuditedLine } from "./verdict";

/** An audit and what was audited. */
interface Audited extends Audit {
  readonly listing: Listing;
}

/**
 * Why a line of a listing is taken for code of its mode, for data or for part of a header, as a sentence without its full stop.
 * `index` is the line's among the audited ones; `isReached` whether control is known to reach it from the entry point.
 */
export function whyLine(audited: Audited, index: number, isReached: boolean): string {
  const { line, verdict, mode } = audited.lines[index]!;
  const { machine } = audited.listing;
  if (verdict === "header") return `header: ${whyHeader(audited, line.bytes.start)}`;
  if (mode === undefined) return "data: nothing tells the processor";
  const reached = audited.flow?.reached.get(line.bytes.start);
  const isCode = isReached || (verdict !== "data" && verdict !== "padding");
  if (!isCode) return whyData(audited, index);
  const code = `${modeNames[mode]} code`;
  if (reached !== undefined && mode === `x86-${reached.bits}`) return `${code}: ${reached.why}`;
  if (machine.from === "boot sector")
    return `${code}: its comment and those around it are right in this mode; nothing that can be followed leads here`;
  const how = isReached ? "reached from the entry point" : evidence[verdict];
  return `${code}, ${reasons[machine.from]}${how === undefined ? "" : `; ${how}`}`;
}

const modeNames: Readonly<Record<Mode, string>> = {
  "x86-16": "16-bit",
  "x86-32": "32-bit x86",
  "x86-64": "64-bit x86",
  arm: "ARM",
  aarch64: "AArch64",
  riscv32: "32-bit RISC-V",
  riscv64: "64-bit RISC-V",
  knight: "Knight",
};

const reasons: Readonly<Record<Machine["from"], string>> = {
  header: "as the header in its bytes says",
  modeline: "as its comment `isa:` says",
  "boot sector": "as boot code is",
  build: "as the script builds it",
  setting: "as the settings say",
  defines: "as the macros nearby are for it",
  name: "as its path says",
  comments: "as nearly all of its comments are right there",
  nothing: "for want of a better guess",
};

const evidence: Readonly<Partial<Record<AuditedLine["verdict"], string>>> = {
  agrees: "its comment names the instruction",
  disagrees: "its comment names an instruction",
  "cannot tell": "its comment names an instruction",
  uncommented: "the code before it leads here",
};

function whyHeader({ fields }: Audited, offset: number): string {
  const field = fields.find((each) => offset >= each.offset && offset < each.offset + each.size);
  return field?.why ?? field?.header ?? "the program begins with it";
}

/** Data is what no code leads to and no comment calls code; an instruction that names its place says most about it. */
function whyData(audited: Audited, index: number): string {
  const { line } = audited.lines[index]!;
  const user = usersOf(audited).get(line.bytes.start);
  if (user !== undefined) return `data: ${user} has its address, and nothing jumps there`;
  return "data: nothing that can be followed leads here, and no comment names an instruction";
}

const users = new WeakMap<readonly AuditedLine[], ReadonlyMap<number, string>>();

/** Instructions that hold the address of a byte, by the offset of that byte: the first of each. */
function usersOf({ lines, listing }: Audited): ReadonlyMap<number, string> {
  let found = users.get(lines) as Map<number, string> | undefined;
  if (found !== undefined) return found;
  found = new Map();
  for (const { instruction, verdict } of lines) {
    if (instruction === undefined || verdict === "disagrees") continue;
    for (const operand of instruction.operands) {
      const address =
        operand.kind === "immediate"
          ? BigInt.asUintN(operand.bits, operand.value)
          : operand.kind === "memory"
            ? (instruction.data ?? operand.displacement)
            : undefined;
      const offset = address === undefined || address <= 0n ? undefined : listing.offsetOf(address);
      if (offset === undefined || found.has(offset)) continue;
      const at = instruction.address.toString(16).toUpperCase().padStart(4, "0");
      found.set(offset, `“${instruction.text}” at ${at}`);
    }
  }
  users.set(lines, found);
  return found;
}
