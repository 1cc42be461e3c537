import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instruction, Mode, Operand } from "./decoder";
import { loadDecoder } from "./loadDecoder";

const ADDRESS = 0x600000n;

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

function operandText(operand: Operand): string {
  switch (operand.kind) {
    case "register":
      return operand.name + (operand.shift ? ` ${operand.shift.kind} ${operand.shift.amount}` : "");
    case "immediate":
      return `#${operand.value}${operand.shift ? ` ${operand.shift.kind} ${operand.shift.amount}` : ""}`;
    case "address":
      return `@${operand.value.toString(16)}`;
    case "memory": {
      const { base, index, scale, displacement, update } = operand;
      return `[${[base, index && `${index}*${scale}`, displacement].filter((part) => part !== undefined).join(" ")}]${update ?? ""}`;
    }
    case "far":
      return `${operand.segment}:${operand.offset}`;
    case "other":
      return operand.text;
  }
}

const shown = ({ mnemonic, operands, flow }: Instruction) =>
  [mnemonic, ...operands.map(operandText), flow].join(", ");

type Row = [hex: string, shown: string, to?: bigint];

async function check(mode: Mode, hex: string, text: string, to?: bigint) {
  const found = (await loadDecoder(mode)).decode(bytesOf(hex), 0, ADDRESS);
  expect(found && shown(found)).toBe(text);
  expect(found!.target ?? found!.data).toBe(to);
  expect([found!.offset, found!.length, found!.address]).toEqual([0, bytesOf(hex).length, ADDRESS]);
}

describe("AArch64", () => {
  it.each<Row>([
    ["E10B40F9", "ldr, x1, [sp 16], next"],
    ["E10F1FF8", "str, x1, [sp -16]before, next"],
    ["E10741F8", "ldr, x1, [sp 16]after, next"],
    ["20686238", "ldrb, w0, [x1 x2*1 0], next"],
    ["207862F8", "ldr, x0, [x1 x2*8 0], next"],
    ["600C8092", "mov, x0, #-100, next"],
    ["0D0CA0D2", "mov, x13, #6291456, next"],
    ["00100E8B", "add, x0, x0, x14 lsl 4, next"],
    ["00007091", "add, x0, x0, #3072 lsl 12, next"],
    ["1F1000B1", "cmn, x0, #4, next"],
    ["41000018", "ldr, w1, @600008, next", 0x600008n],
    ["40000098", "ldrsw, x0, @600008, next", 0x600008n],
    ["41000054", "b.ne, @600008, branch", 0x600008n],
    ["470000B4", "cbz, x7, @600008, branch", 0x600008n],
    ["02000014", "b, @600008, jump", 0x600008n],
    ["FFFFFF97", "bl, @5ffffc, call", 0x5ffffcn],
    ["00023FD6", "blr, x16, indirect call"],
    ["00021FD6", "br, x16, indirect jump"],
    ["C0035FD6", "ret, return"],
    ["010000D4", "svc, #0, interrupt"],
    ["000020D4", "brk, #0, trap"],
  ])("%s is %s", (...row) => check("aarch64", ...row));
});

describe("ARMv7", () => {
  it.each<Row>([
    ["04E02DE5", "str, lr, [sp -4]before, next"],
    ["04E09DE4", "pop, {lr}, next"],
    ["1C009FE5", "ldr, r0, [pc 28], next", 0x600024n],
    ["010080E0", "add, r0, r0, r1, next"],
    ["0090A0E1", "mov, sb, r0, next"],
    ["000000EB", "bl, @600008, call", 0x600008n],
    ["FEFFFFEA", "b, @600000, jump", 0x600000n],
    ["0000000A", "beq, @600008, branch", 0x600008n],
    ["1EFF2FE1", "bx, lr, return"],
    ["33FF2FE1", "blx, r3, indirect call"],
    ["000000EF", "svc, #0, interrupt"],
  ])("%s is %s", (...row) => check("arm", ...row));
});

describe.each(["riscv32", "riscv64"] as const)("%s", (mode) => {
  it.each<Row>([
    ["03260101", "lw, a2, [sp 16], next"],
    ["232011FE", "sw, ra, [sp -32], next"],
    ["13090500", "mv, s2, a0, next"],
    ["1303F3FF", "addi, t1, t1, #-1, next"],
    ["370B6000", "lui, s6, #1536, next"],
    ["17050000", "auipc, a0, #0, next"],
    ["6300050C", "beqz, a0, @6000c0, branch", 0x6000c0n],
    ["E31055FE", "bne, a0, t0, @5fffe0, branch", 0x5fffe0n],
    ["6F008002", "j, @600028, jump", 0x600028n],
    ["EF008000", "jal, @600008, call", 0x600008n],
    ["67800000", "ret, return"],
    ["67000500", "jr, a0, indirect jump"],
    ["73000000", "ecall, interrupt"],
  ])("%s is %s", (...row) => check(mode, ...row));
});

describe("any bytes", () => {
  it.each(["arm", "aarch64", "riscv32", "riscv64", "knight"] as const)(
    "decode to something within them, in %s",
    async (mode) => {
      const decoder = await loadDecoder(mode);
      const property = fc.property(
        fc.uint8Array({ maxLength: 12 }),
        fc.nat(14),
        fc.bigInt(0n, (1n << 64n) - 1n),
        (bytes, offset, address) => {
          const found = decoder.decode(bytes, offset, address);
          if (!found) return;
          expect(found.length).toBeGreaterThan(0);
          expect(offset + found.length).toBeLessThanOrEqual(bytes.length);
          expect(found.parts.reduce((sum, { size }) => sum + size, 0)).toBe(found.length);
        },
      );
      fc.assert(property, { numRuns: 500 });
    },
  );
});
