import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { encodeArm } from "@bootstrappable/core/audit/checks/armEncoding";
import { readArmComment } from "@bootstrappable/core/audit/comments/armComments";
import { random } from "@bootstrappable/core/audit/testing/mutations";
import { describe, expect, it } from "vitest";

/** GNU's assembler for ARM (Debian: binutils-arm-linux-gnueabi). */
const assembler = "arm-linux-gnueabi-as";
const address = 0x10000n;

function isThere(): boolean {
  try {
    execFileSync(assembler, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The words that the assembler makes of instructions, one each. */
function assembled(lines: readonly string[]): readonly number[] {
  const folder = mkdtempSync(path.join(tmpdir(), "bootstrappable-arm-"));
  try {
    const [source, object, image] = ["a.s", "a.o", "a.bin"].map((name) => path.join(folder, name));
    writeFileSync(source!, `.syntax unified\n.arm\n${lines.join("\n")}\n`);
    execFileSync(assembler, ["-march=armv7-a", "-o", object!, source!], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    execFileSync("arm-linux-gnueabi-objcopy", ["-O", "binary", "-j", ".text", object!, image!]);
    const bytes = readFileSync(image!);
    return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(4 * index));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Instructions of every kind that is in the table, with operands at random. */
function instructions(count: number): readonly string[] {
  const draw = random(5);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)]!;
  const register = () => `r${Math.floor(draw() * 13)}`;
  const condition = () =>
    one(["", "", "eq", "ne", "hs", "lo", "mi", "vs", "hi", "ls", "ge", "lt", "gt", "le"]);
  const flags = () => one(["", "", "s"]);
  // A constant of eight bits, turned.
  const constant = () => `#${(Math.floor(draw() * 256) << one([0, 0, 2, 8, 12, 20])) >>> 0}`;
  const second = () =>
    one([
      constant,
      register,
      () => `${register()}, ${one(["lsl", "lsr", "asr", "ror"])} #${1 + Math.floor(draw() * 31)}`,
    ])();
  const place = (most: number) =>
    one([
      () => `[${register()}]`,
      () => `[${register()}, #${Math.floor(draw() * most)}]`,
      () => `[${register()}, #-${1 + Math.floor(draw() * (most - 1))}]`,
      () => `[${register()}, ${register()}]`,
    ])();
  const forms: readonly (() => string)[] = [
    () =>
      `${one(["and", "eor", "sub", "rsb", "add", "adc", "sbc", "rsc", "orr", "bic"])}${flags()}${condition()} ${register()}, ${register()}, ${second()}`,
    () => `${one(["mov", "mvn"])}${flags()}${condition()} ${register()}, ${one([constant, register])()}`,
    () => `${one(["tst", "teq", "cmp", "cmn"])}${condition()} ${register()}, ${second()}`,
    () =>
      `${one(["lsl", "lsr", "asr", "ror"])}${flags()}${condition()} ${register()}, ${register()}, ${one([register, () => `#${1 + Math.floor(draw() * 31)}`])()}`,
    () =>
      `mul${flags()}${condition()} r${Math.floor(draw() * 6)}, r${6 + Math.floor(draw() * 6)}, ${register()}`,
    () => `${one(["ldr", "str", "ldrb", "strb"])}${condition()} ${register()}, ${place(4096)}`,
    () => `${one(["ldrh", "strh", "ldrsb", "ldrsh"])}${condition()} ${register()}, ${place(256)}`,
    () =>
      `${one(["ldr", "str"])} r${Math.floor(draw() * 6)}, [r${6 + Math.floor(draw() * 6)}], #${4 * (1 + Math.floor(draw() * 60))}`,
    () => `${one(["push", "pop"])}${condition()} {${one(["r4", "r0, r1", "r2, r9, lr"])}}`,
    () => `${one(["bx", "blx"])}${condition()} ${register()}`,
    () => `svc${condition()} #${Math.floor(draw() * 1000)}`,
  ];
  return Array.from({ length: count }, () => one(forms)());
}

describe.skipIf(!isThere())("GNU's assembler for ARM", () => {
  it("encodes every instruction as one of the words that ours may be", () => {
    const lines = instructions(4000);
    const words = assembled(lines);
    expect(words).toHaveLength(lines.length);
    const wrong = lines.flatMap((line, index) => {
      const claim = readArmComment(line);
      const own =
        claim === undefined || "unclear" in claim
          ? []
          : (encodeArm(claim, { address, labels: { addressesOf: () => [] } }) ?? []);
      return own.includes(words[index]!)
        ? []
        : [
            `${line}: ${words[index]!.toString(16)}, not ${own.map((word) => word.toString(16)).join(" or ")}`,
          ];
    });
    expect(wrong).toEqual([]);
  });
});
