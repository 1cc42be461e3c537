import fc from "fast-check";
import { expect, it } from "vitest";
import { readAarch64Comment } from "../../audit/comments/aarch64Comments";
import { readRiscvComment } from "../../audit/comments/riscvComments";
import { compare } from "../../audit/compare";
import type { Mode } from "../decoder";
import { loadDecoder } from "../loadDecoder";
import { m1Name } from "./m1Names";

it.each<[mode: Mode, digits: string, name: string]>([
  ["x86-32", "58", "pop_eax"],
  ["x86-32", "8B45F8", "mov_eax,[ebp+BYTE] !-8"],
  ["x86-32", "83F8FC", "cmp_eax, !-4"],
  ["x86-32", "0F8400000000", "je %0"],
  ["x86-32", "CD80", "int !128"],
  ["riscv64", "130101FF", "rd_sp rs1_sp !-16 addi"],
  ["riscv64", "73000000", "ecall"],
  ["aarch64", "E10300AA", "SET_X1_FROM_X0"],
  ["aarch64", "C0035FD6", "RETURN"],
])("%s %s is %s", async (mode, digits, name) => {
  const bytes = Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  const instruction = (await loadDecoder(mode)).decode(bytes, 0, 0x1000n)!;
  expect(m1Name(instruction, mode, () => undefined)).toBe(name);
});

/** What the audit reads in a name is what the bytes do. */
it.each<[Mode, typeof readRiscvComment]>([
  ["riscv64", readRiscvComment],
  ["aarch64", readAarch64Comment],
])("names of %s are read back", async (mode, read) => {
  const decoder = await loadDecoder(mode);
  let compared = 0;
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
      const instruction = decoder.decode(bytes, 0, 0x1000n);
      const name = instruction?.length === 4 ? m1Name(instruction, mode, () => undefined) : undefined;
      const claim = name === undefined ? undefined : read(name);
      if (instruction === undefined || claim === undefined || "unclear" in claim) return;
      const tried = [claim, ...(claim.alternative ? [claim.alternative] : [])];
      const verdicts = tried.map(
        (each) => compare(each, instruction, mode, { addressesOf: () => [] }).verdict,
      );
      expect(verdicts, `${name} for ${instruction.text}`).toContain("agrees");
      compared++;
    }),
    { seed: 5, numRuns: 4000 },
  );
  expect(compared).toBeGreaterThan(20);
});
