import { describe, expect, it } from "vitest";
import { x86Program } from "../../../testing/hex0";
import { raiseHex0 } from "./raise";
import type { Finder } from "./references";

const encode = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const raised = (hex0: string, options: Parameters<typeof raiseHex0>[1] = {}) =>
  textOf(raiseHex0(encode(hex0), options).hex2);

describe("hex0 as hex2", () => {
  it.each<[what: string, hex0: string, hex2: string]>([
    ["a label", "#:main\n90\n", ":main\n90\n"],
    ["other forms of it", "\t# :a 20\n;:b ; x\n#c:\n90\n", "\t:a # 20\n:b ; x\n:c\n90\n"],
    ["a label with a second name", "#:a #:First\n90 # x\n", ":a :First\n90 # x\n"],
    [
      "a displacement, in its columns",
      "#:a\nE8 FBFFFFFF ; call %a  # x\n",
      ":a\nE8 %a       ; call %a  # x\n",
    ],
    ["16 bits, and 8", "#:a\nE8 FDFF # call a\nEB FB # jmp a\n", ":a\nE8 @a   # call a\nEB !a # jmp a\n"],
    ["bytes apart", "#:a\nE8 FB FF FF FF # call %a\n", ":a\nE8 %a          # call %a\n"],
    ["digits together", "#:a\nE8FBFFFFFF90 # %a\n", ":a\nE8 %a 90     # %a\n"],
    [
      "a name longer than its digits",
      "#:a_long_name\nEB FE # jmp a_long_name\n",
      ":a_long_name\nEB !a_long_name # jmp a_long_name\n",
    ],
    ["a sentence", "#:main\nEB FE # Then jmp main.\n", ":main\nEB !main # Then jmp main.\n"],
    [
      "a disassembler's target",
      "#:main\nEB FE # jmp 6000a4 <main>\n",
      ":main\nEB !main # jmp 6000a4 <main>\n",
    ],
    ["a difference of labels", "#:a\n90\n#:b\n01000000 # %b>a\n", ":a\n90\n:b\n%b>a     # %b>a\n"],
  ])("%s", (_, hex0, hex2) => expect(raised(hex0)).toBe(hex2));

  it.each<[what: string, hex0: string]>([
    ["other bytes than the reference has", "#:a\nE8 FCFFFFFF ; call %a\n"],
    ["a name that is no label", "90 # call main\n"],
    ["no comment", "#:a\nE8 FBFFFFFF\n"],
    ["two places that could be meant", "#:a\n90\n#:b\n0101 # !b>a\n"],
    ["an absolute address in a program without an address", "#:a\n00000000 # &a\n"],
    ["bytes with something between them", "#:a\nE8 FBFF # x\nFFFF # call %a\n"],
  ])("stays as it is: %s", (_, hex0) => {
    expect(raised(hex0)).toBe(hex0.replaceAll("#:", ":"));
  });

  it("a label that is named twice stays a comment, and so does one inside a byte", () => {
    const twice = "#:a ; first\nEB FE # jmp a\n#:a\n";
    expect(raised(twice)).toBe(twice);
    expect(raised("4\n#:a\n1 # %a\n")).toBe("41\n#:a\n  # %a\n".replace("  #", "  #"));
  });

  it("absolute addresses, from the header or as told; and addresses of labels are left out where hex2 knows them", () => {
    const hex2 = raised(x86Program);
    expect(hex2).toContain(":_start\n");
    expect(hex2).toContain("E8 %greet               ; call %greet\n");
    expect(raised("#:a ; (0x1000)\nB8 00100000 # &a\n", { baseAddress: 0x1000 })).toBe(
      ":a\nB8 &a       # &a\n",
    );
    expect(raised("#:a ; (0x2000)\n90\n", { baseAddress: 0x1000 })).toBe(":a ; (0x2000)\n90\n");
  });

  it("RISC-V: an immediate in its instruction", () => {
    const options = { architecture: "riscv64" } as const;
    expect(raised("#:a\n63 04 05 00 # @b beqz\n13000000\n#:b\n", options)).toBe(
      ":a\n@b 63 00 05 00 # @b beqz\n13000000\n:b\n",
    );
    expect(raised("#:a\n63 05 05 00 # @b\n13000000\n#:b\n", options)).toContain("63 05 05 00 # @b");
  });

  it("AArch64 and Knight", () => {
    expect(raised("#:a\n000000 94 ; ^~a CALL\n", { architecture: "aarch64" })).toBe(
      ":a\n^~a 94    ; ^~a CALL\n",
    );
    expect(raised("# :a 0\n3C00FFFC # JUMP @a\n", { architecture: "knight-posix" })).toBe(
      ":a # 0\n3C00 @a  # JUMP @a\n",
    );
  });

  it("what hex0 drops goes into a comment, and carriage returns into nothing", () => {
    expect(raised("90 %x 91 # y\r\n")).toBe("90  91   # y # dropped: %x\n");
    expect(raised("90\n1")).toBe("90\n");
  });

  it("counts what it found, and tells for what machine", () => {
    const { labels, references, named, machine } = raiseHex0(encode(x86Program));
    expect([labels, references, named]).toEqual([4, 1, 1]);
    expect(machine).toEqual({ architecture: "x86", bigEndian: false, baseAddress: 0x8048000 });
    expect(raiseHex0(encode("90"), { guess: "knight-posix" }).machine.bigEndian).toBe(true);
  });

  it("takes references from whoever finds them", () => {
    const decoder: Finder = ({ range }) => [{ at: range.end - 1, size: 1, rest: undefined, text: "!a" }];
    const { hex2 } = raiseHex0(encode("#:a\nEB FE # x\n"), { finders: [decoder] });
    expect(textOf(hex2)).toBe(":a\nEB !a # x\n");
  });
});
