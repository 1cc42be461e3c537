import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Mode } from "@bootstrappable/core/isa/decoder";

/** How binutils call the processors; `arm` and the others need binutils-multiarch. */
const machines: Readonly<Partial<Record<Mode, readonly string[]>>> = {
  "x86-16": ["-m", "i8086", "-M", "intel"],
  "x86-32": ["-m", "i386", "-M", "intel"],
  "x86-64": ["-m", "i386:x86-64", "-M", "intel"],
  riscv32: ["-m", "riscv:rv32"],
  riscv64: ["-m", "riscv:rv64"],
  aarch64: ["-m", "aarch64"],
  arm: ["-m", "arm"],
};

const known = (() => {
  try {
    return execFileSync("objdump", ["-i"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
})();

/** Whether objdump is there and knows a processor. */
export function objdumpKnows(mode: Mode): boolean {
  const [, machine = ""] = machines[mode] ?? [];
  // The list has no i8086, but who knows i386 knows it.
  return machine !== "" && known.includes(machine.split(":")[0]!.replace("i8086", "i386"));
}

/** What objdump says of each address, with options of its own. */
export function objdump(
  bytes: Uint8Array,
  mode: Mode,
  more: readonly string[] = [],
): ReadonlyMap<number, string> {
  const folder = mkdtempSync(path.join(tmpdir(), "bootstrappable-objdump-"));
  try {
    const file = path.join(folder, "code");
    writeFileSync(file, bytes);
    const options = ["-D", "-z", "-w", "-b", "binary", ...machines[mode]!, ...more, file];
    const output = execFileSync("objdump", options, { encoding: "utf8", maxBuffer: 1 << 28 });
    const lines = output.matchAll(/^ +([0-9a-f]+):\t[0-9a-f ]+\t(.*)$/gm);
    return new Map([...lines].map(([, address, text]) => [Number.parseInt(address!, 16), text!]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same draws every time, so that what passes once always does. */
export function* draws(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 16;
  }
}

export const word = (source: Generator<number, never>) =>
  ((source.next().value << 16) | source.next().value) >>> 0;
