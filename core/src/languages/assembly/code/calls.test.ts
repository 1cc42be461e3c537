import { describe, expect, it } from "vitest";
import { fixture } from "../../../testing/fixture";
import { languageOfPath } from "../../registry";

async function hoverIn(path: string, source: string): Promise<string> {
  const { text, cursors } = fixture(source);
  const language = languageOfPath(path)!;
  const document = { language: language.id, path, text, workspace: undefined };
  return (await language.hover!(document, cursors[0]!))?.markdown ?? "";
}

describe("system calls by the code before them", () => {
  it.each<[what: string, path: string, source: string, expected: string]>([
    [
      "x86",
      "/x86/a.hex0",
      "6A 04\n58\n31DB\n43\nC‸D80\n",
      "**write**(*fd* `1`, *buf* `ecx`, *count* `edx`) — Linux system call 4",
    ],
    [
      "x86, al behind a clear",
      "/x86/a.hex0",
      "31C0\nB0 01\nC‸D80\n",
      "**exit**(*status* `ebx`) — Linux system call 1",
    ],
    ["amd64", "/AMD64/a.hex0", "6A 3C\n58\n31FF\n0F‸05\n", "**exit**(*status* `0`) — Linux system call 60"],
    ["amd64, 32-bit call", "/AMD64/a.hex0", "B8 04000000\nC‸D80\n", "**write**(*fd* `ebx`"],
    [
      "aarch64",
      "/AArch64/a.hex0",
      "600C8092\n080780D2\n01‸0000D4\n",
      "**openat**(*dirfd* `-100`, *pathname* `x1`",
    ],
    [
      "aarch64, a number ahead, jumped over",
      "/AArch64/a.hex0",
      "48000018\n02000014\n5D000000\n01‸0000D4\n",
      "**exit**(*status* `x0`) — Linux system call 93",
    ],
    [
      "riscv64",
      "/riscv64/a.hex0",
      "9308E003\n73‸000000\n",
      "**lseek**(*fd* `a0`, *offset* `a1`, *whence* `a2`) — Linux system call 62",
    ],
    [
      "armv7l",
      "/armv7l/a.hex0",
      "0470A0E3\n00‸0000EF\n",
      "**write**(*fd* `r0`, *buf* `r1`, *count* `r2`) — Linux system call 4",
    ],
    ["armv7l, old ABI", "/armv7l/a.hex0", "04‸0090EF\n", "**write**(*fd* `r0`"],
    [
      "a branch over nothing that matters",
      "/x86/a.hex0",
      "B8 01000000\n74 01\n43\nC‸D80\n",
      "**exit**(*status* `ebx`)",
    ],
  ])("%s", async (_, path, source, expected) => expect(await hoverIn(path, source)).toContain(expected));

  it.each<[what: string, path: string, source: string]>([
    ["a jump skips the number", "/x86/a.hex0", "74 05\nB8 01000000\nC‸D80\n"],
    ["another number on another way", "/x86/a.hex0", "B8 04000000\n74 05\nB8 01000000\nC‸D80\n"],
    ["somebody jumps back to the call", "/x86/a.hex0", "B8 01000000\nC‸D80\nEB FC\n"],
    ["a label in between", "/x86/a.hex0", "B8 01000000\n#:here\nC‸D80\n"],
    ["a call in between", "/x86/a.hex0", "B8 01000000\nE8 00100000\nC‸D80\n"],
    ["the result of a call", "/x86/a.hex0", "B8 01000000\nCD80\nC‸D80\n"],
    ["a number from memory", "/x86/a.hex0", "8B 03\nC‸D80\n"],
    ["al without what is above it", "/x86/a.hex0", "B0 01\nC‸D80\n"],
    ["on a condition", "/armv7l/a.hex0", "0470A003\n00‸0000EF\n"],
  ])("are not known: %s", async (_, path, source) => {
    const shown = await hoverIn(path, source);
    expect(shown).not.toBe("");
    expect(shown).not.toContain("Linux system call");
  });
});

describe("services of the BIOS", () => {
  const boot = (code: string) => `# isa: x86-16\n${code}`;

  it.each([
    [
      "B4 0E\nB0 41\nC‸D10\n",
      "write character `al` = 0x41 (`A`) as a teletype does, page `bh` — int 0x10, ah = 0x0E",
    ],
    ["B8 0124\nC‸D15\n", "switch the A20 gate on — int 0x15, ax = 0x2401"],
    ["B4 42\nC‸D13\n", "disk address packet at `ds`:`si` says, drive `dl` — int 0x13, ah = 0x42"],
  ])("%j", async (code, expected) => expect(await hoverIn("/boot.hex0", boot(code))).toContain(expected));

  it("are not known without ah", async () =>
    expect(await hoverIn("/boot.hex0", boot("B0 41\nC‸D10\n"))).not.toContain("BIOS"));
});

describe("words of RISC-V that are merged of several tokens", () => {
  it("show the field that a token fills", async () => {
    const shown = await hoverIn("/riscv64/a.hex2", ".800‸80000 .00008003 13000000 # rd_a7 !56 addi\n");
    expect(shown).toContain("addi a7, zero, 0x38");
    expect(shown).toMatch(/\*\*rd\*\* `10001` — a7/);
    expect(shown).not.toMatch(/\*\*rs1\*\*/);
  });
});

describe("UEFI's boot services", () => {
  const zeros = (count: number) => "00 ".repeat(count);
  /** A PE header of 64 bits with one section, for a subsystem (in hexadecimal). */
  const header = (subsystem: string) =>
    [
      `4D5A ${zeros(58)} 40000000`,
      `50450000 6486 0100 ${zeros(12)} F000 2200`,
      `0B02 ${zeros(66)} ${subsystem}00 ${zeros(170)}`,
      zeros(40),
    ].join("\n");
  const load = "4C8B72 60 ; mov_r14,[rdx+BYTE] !96\n";

  it("are named where the register is loaded with them", async () => {
    const text = await hoverIn(
      "/UEFI/amd64/a.hex0",
      `${header("0A")}\n${load}41FF96 1‸8010000 ; call_[r14+DWORD] %280\n`,
    );
    expect(text).toContain(
      "**OpenProtocol**(*Handle* `rcx`, *Protocol* `rdx`, *Interface* `r8`, *AgentHandle* `r9`, ",
    );
    expect(text).toContain("*Attributes* on the stack) — UEFI boot service, where `r14` holds them (line 5)");
  });

  it.each([
    ["another register", `${header("0A")}\n${load}41FF95 1‸8010000\n`],
    ["no load", `${header("0A")}\n41FF96 1‸8010000\n`],
    ["a program for Windows", `${header("03")}\n${load}41FF96 1‸8010000\n`],
    ["no service", `${header("0A")}\n${load}41FF96 1‸9010000\n`],
  ])("are not on %s", async (_, source) => {
    expect(await hoverIn("/UEFI/amd64/a.hex0", source)).not.toContain("UEFI");
  });
});
