import { biosService } from "../../../isa/services/bios";
import { bootService, bootServicesLoad, isForUefi } from "../../../isa/services/uefi";
import { callArguments, callConvention } from "../../../isa/syscalls/systemCalls";
import type { Constants } from "../../../isa/constants";
import type { Instruction, Mode } from "../../../isa/decoder";
import { constantsBefore } from "./before";
import type { Code, FoundCode } from "./codeAt";

/** What of the system an instruction calls, in Markdown; none where it calls nothing, or nobody knows what. */
export async function calledText(code: Code, found: FoundCode, line: number): Promise<readonly string[]> {
  const { instruction, mode } = found;
  if (instruction.flow === "indirect call" && mode === "x86-64") return uefiText(code, instruction);
  if (instruction.flow !== "interrupt") return [];
  const number = interruptNumber(instruction);
  if (mode === "x86-16") {
    if (number === undefined) return [];
    const text = biosService(number, await constantsBefore(code, found, line));
    return text === undefined ? [] : [text];
  }
  if (instruction.mnemonic === "int" && number !== 0x80) return [];
  const convention = callConvention(mode, instruction.mnemonic);
  if (convention === undefined) return [];
  const before = await constantsBefore(code, found, line);
  // The old ABI of ARM has its number in the instruction.
  const old = mode === "arm" && number !== undefined && number >= oldBase ? number - oldBase : undefined;
  const wanted = old ?? before.valueOf(convention.number);
  if (wanted === undefined) return [];
  const name = convention.calls.get(Number(wanted));
  if (name === undefined) return [];
  const own: Mode = instruction.mnemonic === "int" ? "x86-32" : mode;
  const given = callArguments(name, own, convention);
  const list = given
    ?.map(({ name: argument, register }) => `*${argument}* ${shownValue(before, register)}`)
    .join(", ");
  return [`**${name}**(${list ?? "…"}) — Linux system call ${wanted}`];
}

const registers64 = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(" ");

/**
 * A call through a register of a program for UEFI that somewhere loads the boot services into that register. Whether they are there at
 * this place is for who reads it: the hover says where they come from.
 */
function uefiText({ image, situation }: Code, { operands: [to] }: Instruction): readonly string[] {
  if (to?.kind !== "memory" || to.base === undefined || to.index !== undefined) return [];
  const service = bootService(to.displacement);
  if (service === undefined || !isForUefi(image.bytes)) return [];
  const load = bootServicesLoad(image.bytes, registers64.indexOf(to.base));
  const origin = load === undefined ? undefined : situation.program.assembly.map.originOf(load);
  if (origin?.input !== situation.input) return [];
  const line = situation.source.text.lineAt(origin.range.start) + 1;
  return [`${service} — UEFI boot service, where \`${to.base}\` holds them (line ${line})`];
}

/** `swi 0x900004`: where the numbers of ARM's old ABI begin. */
const oldBase = 0x900000;

function interruptNumber({ operands: [first] }: Instruction): number | undefined {
  return first?.kind === "immediate"
    ? Number(BigInt.asUintN(24, first.value)) & (first.bits === 8 ? 0xff : 0xffffff)
    : undefined;
}

/** The number that a register is known to hold, else its name. */
function shownValue(before: Constants, register: string): string {
  const value = register === "the stack" ? undefined : before.valueOf(register);
  if (value === undefined) return `\`${register}\``;
  const bits = value >= 1n << 32n ? 64 : 32;
  const signed = BigInt.asIntN(bits, value);
  return `\`${signed < 0n && signed > -4096n ? signed : value < 1024n ? value : `0x${value.toString(16).toUpperCase()}`}\``;
}
