import type { Mode } from "../decoder";
import { amd64SystemCalls } from "./amd64";
import { armSystemCalls } from "./arm";
import { genericSystemCalls, riscv32SystemCalls, riscv64SystemCalls } from "./generic";
import { argumentsOf } from "./signatures";
import { x86SystemCalls } from "./x86";

/** How Linux is called on a processor (syscall(2)). */
export interface CallConvention {
  /** Mnemonic of the instruction that calls. */
  readonly instruction: string;
  /** Register that holds the call's number. */
  readonly number: string;
  readonly arguments: readonly string[];
  readonly calls: ReadonlyMap<number, string>;
}

function byNumber(calls: ReadonlyMap<string, number>): ReadonlyMap<number, string> {
  return new Map([...calls].map(([name, number]) => [number, name]));
}

const words = (text: string) => text.split(" ");

/** Of 64-bit x86, `int 0x80` calls as 32-bit code does. */
const conventions: Readonly<Partial<Record<Mode, readonly CallConvention[]>>> = {
  "x86-32": [
    {
      instruction: "int",
      number: "eax",
      arguments: words("ebx ecx edx esi edi ebp"),
      calls: byNumber(x86SystemCalls),
    },
  ],
  "x86-64": [
    {
      instruction: "syscall",
      number: "rax",
      arguments: words("rdi rsi rdx r10 r8 r9"),
      calls: byNumber(amd64SystemCalls),
    },
    {
      instruction: "int",
      number: "eax",
      arguments: words("ebx ecx edx esi edi ebp"),
      calls: byNumber(x86SystemCalls),
    },
  ],
  arm: [
    {
      instruction: "svc",
      number: "r7",
      arguments: words("r0 r1 r2 r3 r4 r5 r6"),
      calls: byNumber(armSystemCalls),
    },
  ],
  aarch64: [
    {
      instruction: "svc",
      number: "x8",
      arguments: words("x0 x1 x2 x3 x4 x5"),
      calls: byNumber(genericSystemCalls),
    },
  ],
  riscv32: [
    {
      instruction: "ecall",
      number: "a7",
      arguments: words("a0 a1 a2 a3 a4 a5"),
      calls: byNumber(riscv32SystemCalls),
    },
  ],
  riscv64: [
    {
      instruction: "ecall",
      number: "a7",
      arguments: words("a0 a1 a2 a3 a4 a5"),
      calls: byNumber(riscv64SystemCalls),
    },
  ],
};

/** How an instruction of a mode calls Linux; undefined where it does not. */
export function callConvention(mode: Mode, mnemonic: string): CallConvention | undefined {
  return conventions[mode]?.find(({ instruction }) => instruction === mnemonic);
}

/** An argument of a call: its name in the manual, and the register that holds it. */
export interface CallArgument {
  readonly name: string;
  readonly register: string;
}

/** The arguments of a call, as far as they are known; undefined where nobody wrote them down. */
export function callArguments(
  name: string,
  mode: Mode,
  { arguments: registers, instruction }: CallConvention,
): readonly CallArgument[] | undefined {
  // `int 0x80` of 64-bit code calls as 32-bit code does.
  return argumentsOf(name, instruction === "int" ? "x86-32" : mode)?.map((argument, index) => ({
    name: argument,
    register: registers[index] ?? "the stack",
  }));
}
