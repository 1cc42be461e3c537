import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { amd64SystemCalls } from "./amd64";
import type { Mode } from "../decoder";
import { armSystemCalls } from "./arm";
import { genericSystemCalls, riscv32SystemCalls, riscv64SystemCalls } from "./generic";
import { callArguments, callConvention } from "./systemCalls";
import { x86SystemCalls } from "./x86";

/** Where Debian’s linux-libc-dev puts the kernel’s own lists. */
const headers = "/usr/include/x86_64-linux-gnu/asm";

describe.skipIf(!existsSync(`${headers}/unistd_32.h`))("the tables beside the kernel’s headers", () => {
  it.each([
    ["unistd_32.h", x86SystemCalls],
    ["unistd_64.h", amd64SystemCalls],
  ])("%s", (file, table) => {
    const defined = readFileSync(`${headers}/${file}`, "utf8").matchAll(/^#define __NR_(\w+) (\d+)$/gm);
    let compared = 0;
    // A newer kernel has more of them.
    for (const [, name = "", number] of defined) {
      if (!table.has(name)) {
        expect(Number(number)).toBeGreaterThan(Math.max(...table.values()) - 100);
        continue;
      }
      expect(`${name} ${table.get(name)}`).toBe(`${name} ${number}`);
      compared++;
    }
    expect(compared).toBeGreaterThan(300);
  });
});

it("every processor has the calls that bootstraps make, at its own numbers", () => {
  const tables = {
    x86: x86SystemCalls,
    amd64: amd64SystemCalls,
    arm: armSystemCalls,
    aarch64: genericSystemCalls,
  };
  const numbers = (name: string) => Object.values(tables).map((table) => table.get(name));
  expect(numbers("read")).toEqual([3, 0, 3, 63]);
  expect(numbers("execve")).toEqual([11, 59, 11, 221]);
  expect(numbers("exit")).toEqual([1, 60, 1, 93]);
  expect(numbers("open")).toEqual([5, 2, 5, undefined]);
  expect(numbers("brk")).toEqual([45, 12, 45, 214]);
});

it("riscv32 has no calls of 32-bit times, and none that riscv64 alone has", () => {
  expect(riscv64SystemCalls.get("renameat")).toBeUndefined();
  expect(riscv64SystemCalls.get("futex")).toBe(98);
  expect(riscv32SystemCalls.get("futex")).toBeUndefined();
  expect(riscv32SystemCalls.get("futex_time64")).toBe(422);
  expect(riscv32SystemCalls.get("mmap2")).toBe(222);
  expect(riscv32SystemCalls.get("mmap")).toBeUndefined();
  expect(riscv32SystemCalls.get("exit")).toBe(93);
});

it("no two calls of a processor have one number", () => {
  for (const table of [
    x86SystemCalls,
    amd64SystemCalls,
    armSystemCalls,
    riscv32SystemCalls,
    riscv64SystemCalls,
  ])
    expect(new Set(table.values()).size).toBe(table.size);
});

it("arguments are in the registers of the processor, in its order", () => {
  const shown = (mode: "x86-32" | "x86-64" | "arm" | "riscv64", instruction: string, name: string) =>
    callArguments(name, mode, callConvention(mode, instruction)!)?.map(
      (each) => `${each.name}=${each.register}`,
    );
  expect(shown("x86-32", "int", "write")).toEqual(["fd=ebx", "buf=ecx", "count=edx"]);
  expect(shown("x86-64", "syscall", "clone")?.[3]).toBe("child_tid=r10");
  expect(shown("arm", "svc", "clone")?.[3]).toBe("tls=r3");
  expect(shown("riscv64", "ecall", "openat")).toEqual(["dirfd=a0", "pathname=a1", "flags=a2", "mode=a3"]);
  expect(shown("x86-32", "int", "mmap")).toEqual(["arguments=ebx"]);
  expect(callConvention("x86-32", "syscall")).toBeUndefined();
});

it.each<[mode: Mode, instruction: string, name: string, expected: string]>([
  ["riscv32", "ecall", "ftruncate64", "fd=a0 length_low=a1 length_high=a2"],
  ["riscv64", "ecall", "ftruncate", "fd=a0 length=a1"],
  ["x86-32", "int", "ftruncate64", "fd=ebx length_low=ecx length_high=edx"],
  ["arm", "svc", "ftruncate64", "fd=r0 padding=r1 length_low=r2 length_high=r3"],
  ["arm", "svc", "pread64", "fd=r0 buf=r1 count=r2 padding=r3 offset_low=r4 offset_high=r5"],
  ["riscv32", "ecall", "pwrite64", "fd=a0 buf=a1 count=a2 offset_low=a3 offset_high=a4"],
  ["arm", "svc", "preadv", "fd=r0 iov=r1 iovcnt=r2 offset_low=r3 offset_high=r4"],
  ["arm", "svc", "fallocate", "fd=r0 mode=r1 offset_low=r2 offset_high=r3 len_low=r4 len_high=r5"],
  ["arm", "svc", "arm_fadvise64_64", "fd=r0 advice=r1 offset_low=r2 offset_high=r3 len_low=r4 len_high=r5"],
  ["riscv32", "ecall", "fadvise64_64", "fd=a0 offset_low=a1 offset_high=a2 len_low=a3 len_high=a4 advice=a5"],
  ["x86-64", "syscall", "readahead", "fd=rdi offset=rsi count=rdx"],
  // As 32-bit code does.
  ["x86-64", "int", "pread64", "fd=ebx buf=ecx count=edx offset_low=esi offset_high=edi"],
])("numbers of 64 bits take two registers of 32 bits: %s %s %s", (mode, instruction, name, expected) => {
  const named = callArguments(name, mode, callConvention(mode, instruction)!);
  expect(named?.map((each) => `${each.name}=${each.register}`).join(" ")).toBe(expected);
});
