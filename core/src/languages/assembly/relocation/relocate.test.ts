import { describe, expect, it } from "vitest";
import { applied } from "../../../diagnostics/applied";
import { MemoryFileSystem } from "../../../platform/memory";
import { RememberedFiles } from "../../../platform/rememberedFiles";
import { x86Program } from "../../../testing/hex0";
import { SourceText } from "../../../text/sourceText";
import { Workspace } from "../../../tree/workspace";
import type { Document } from "../../language";
import { hex0 } from "../../hex/index";
import { relocationOf } from "./service";

/** A document, its file as it was saved. */
function open(source: string, saved = source, path = "/x86/a.hex0"): Document {
  const text = SourceText.fromString(source);
  const workspace = new Workspace(new MemoryFileSystem({ [path]: saved }), () => text);
  return { language: "hex0", path, text, workspace };
}

async function fixed(source: string, saved = source, path?: string): Promise<string> {
  const document = open(source, saved, path);
  const text = applied(document.text, (await relocationOf(document)).edits);
  return text.slice({ start: 0, end: text.length });
}

/** A source with a line put in before the one that begins so. */
const withLine = (source: string, before: string, line: string) =>
  source.replace(before, `${line}\n${before}`);

describe("relocation", () => {
  it.each<[what: string, source: string, expected: string]>([
    [
      "displacements",
      "#:a\n31C0 ; xor_eax,eax\nEB FE ; jmp !a\n",
      "#:a\n31C0 ; xor_eax,eax\nEB FC ; jmp !a\n",
    ],
    [
      "in the case of the line",
      "#:a\n31c0 ; xor_eax,eax\neb fe ; jmp !a\n",
      "#:a\n31c0 ; xor_eax,eax\neb fc ; jmp !a\n",
    ],
    [
      "digits apart",
      "#:a\n31C0 ; xor_eax,eax\nEB F E ; jmp !a\n",
      "#:a\n31C0 ; xor_eax,eax\nEB F C ; jmp !a\n",
    ],
    [
      "notes, as they are written",
      "#:a ; (0x0)\n90\n#:b ; (0x00)\n90\n#:c (0x0a)\n90\n#:d [a + 0x00]\n90\n",
      "#:a ; (0x0)\n90\n#:b ; (0x01)\n90\n#:c (0x02)\n90\n#:d [a + 0x03]\n90\n",
    ],
    [
      "notes of displacements, which RISC-V counts from the instruction",
      "# isa: riscv64\n6FF0DFFF # j -4\n# -8B\n",
      "# isa: riscv64\n6FF0DFFF # j -4\n# -4B\n",
    ],
    [
      "on x86 as most notes of the source are counted",
      "# isa: x86-32\n#:a\nEB FE ; jmp !a\n# -2\nEB FC ; jmp !a\n# -4\nEB FA ; jmp !a\n# -4\n",
      "# isa: x86-32\n#:a\nEB FE ; jmp !a\n# -2\nEB FC ; jmp !a\n# -4\nEB FA ; jmp !a\n# -6\n",
    ],
  ])("%s", async (_, source, expected) => {
    expect(await fixed(source)).toBe(expected);
    expect(await fixed(expected)).toBe(expected);
  });

  it("sizes of the header, and its entry point where it is at no label", async () => {
    const longer = withLine(x86Program, "#greet:", "90909090");
    expect(await fixed(longer)).toBe(
      longer.replace("E8 05000000", "E8 09000000").replace("64000000 64000000", "68000000 68000000"),
    );
    const before = withLine(x86Program, "#:_start", "90909090").replace(
      "64000000 64000000",
      "64000000 64010000",
    );
    expect(await fixed(before)).toBe(
      before
        .replace("54800408", "58800408")
        .replace("(0x8048054)", "(0x8048058)")
        .replace("64000000 64010000", "68000000 68010000"),
    );
  });

  it("nothing where the header is broken, and of sizes that are meant to be more than the file", async () => {
    const shifted = withLine(x86Program, "54800408 ", "90");
    const relocation = await relocationOf(open(shifted));
    expect([relocation.broken, relocation.edits]).toEqual([true, []]);
    const large = x86Program.replace("64000000 64000000", "0000000F 0000000F");
    expect(await fixed(large)).toBe(large);
  });

  it("what is in memory only moves with the end", async () => {
    const source = x86Program
      .replace("31C0                    ; xor eax, eax", "A1 64800408 ; mov_eax,[DWORD] &more")
      .replace("54800408 ", "54800408 ")
      .replace("E8 05000000", "E8 05000000")
      .concat("#:ELF_end\n#:more ; (0x8048064)\n#:last ; (0x8048070)\n");
    const now = await fixed(source);
    expect(now).toContain("A1 67800408 ; mov_eax,[DWORD] &more");
    expect(now).toContain("#:more ; (0x8048067)\n#:last ; (0x8048073)\n");
    expect(await fixed(now)).toBe(now);
  });

  it("a label that stands alone behind the last byte is there, but not where its note has it far from there", async () => {
    const source = (address: string, text: string) =>
      `#[7C00]\n#:_start\nBE ${address} # mov si, text\nEB FB # jmp _start\n#:text ; (${text})\n`;
    const boot = (text: string) => fixed(text, text, "/builder-hex0/boot.hex0");
    const right = source("05 7C", "0x7C05");
    expect(await boot(source("07 7C", "0x7C07"))).toBe(right);
    expect(await boot(right)).toBe(right);
    const inMemory = source("00 7E", "0x7E00");
    expect(await boot(inMemory)).toBe(inMemory);
    expect(await boot(inMemory.replace("BE 00 7E", "BE 00 7D"))).toBe(inMemory);
  });

  it("tells at the line what cannot reach its label, and writes nothing there", async () => {
    const many = `${"90".repeat(130)}\n`;
    const document = open(`#:a\n31C0 ; xor_eax,eax\n${many}EB FE ; jmp !a\nE8 00000000 ; call %a\n`);
    const { edits, unreached } = await relocationOf(document);
    expect(unreached.map(({ code, message, range }) => [code, message, document.text.slice(range)])).toEqual([
      ["audit/out-of-reach", "It is -134 bytes to a; the displacement holds -128 to 127.", "EB FE"],
    ]);
    expect(applied(document.text, edits).latin1).toContain("EB FE ; jmp !a\nE8 75FFFFFF ; call");
    const slow = await hex0.audit!(document);
    expect(slow.map(({ code }) => code)).toContain("audit/out-of-reach");
  });

  it("of a name at several places, and of none, the text that was saved decides", async () => {
    const saved =
      "#:a\n31C0 ; xor_eax,eax\n#:x\n40 ; inc_eax\n#:x\n41 ; inc_ecx\n74 FC ; je !x\n74 FA ; je\n75 01 ; jne\nC3 ; ret\n48 ; dec_eax\n";
    const now = withLine(saved, "41 ; inc_ecx", "90 ; nop");
    expect(await fixed(saved)).toBe(saved);
    expect(await fixed(now, saved)).toBe(now.replace("74 FC", "74 FB").replace("74 FA", "74 F9"));
    // Without it there is nothing to go by.
    expect(await fixed(now)).toBe(now);
    const { unknown } = await relocationOf(open(now));
    expect(unknown.length).toBe(2);
  });

  it("in front of what a reference goes to nobody knows on which side the new line is", async () => {
    const saved = "31C0 ; xor_eax,eax\n74 01 ; je\n40 ; inc_eax\n41 ; inc_ecx\nC3 ; ret\n";
    const now = withLine(saved, "41 ; inc_ecx", "42 ; inc_edx");
    expect(await fixed(now, saved)).toBe(now);
    expect((await relocationOf(open(now, saved))).unknown.length).toBe(1);
    // The same line once more: it may be the old one.
    const twice = withLine(saved, "41 ; inc_ecx", "41 ; inc_ecx");
    expect((await relocationOf(open(twice, saved))).unknown.length).toBe(1);
  });

  it("a text that a fix left in order tells as much as the saved one, and less once the fix is undone", async () => {
    const saved =
      "31C0 ; xor_eax,eax\n74 02 ; je\n40 ; inc_eax\n41 ; inc_ecx\nC3 ; ret\n48 ; dec_eax\nEB F9 ; jmp\n";
    const path = "/x86/a.hex0";
    const files = new RememberedFiles(new MemoryFileSystem({ [path]: saved }), () => true);
    const workspace = new Workspace(files);
    const fixed = async (source: string) => {
      const text = SourceText.fromString(source);
      const { edits, unknown } = await relocationOf({ language: "hex0", path, text, workspace });
      return [applied(text, edits).latin1, unknown.length];
    };
    const inserted = withLine(saved, "41 ; inc_ecx", "90 ; nop");
    const first = inserted.replace("74 02", "74 03").replace("EB F9", "EB F8");
    expect(await fixed(inserted)).toEqual([first, 0]);
    // The editor looks at every text.
    await fixed(first);
    expect(await fixed(first.replace("90 ; nop\n", ""))).toEqual([saved, 0]);
    expect(await fixed(inserted)).toEqual([first, 0]);
  });

  it("a saved text that is not in order itself tells nothing", async () => {
    const saved = "#:a\n31C0 ; xor_eax,eax\n74 01 ; je\n40 ; inc_eax\nC3 ; ret\nEB 00 ; jmp !a\n";
    const now = withLine(saved, "40 ; inc_eax", "42 ; inc_edx");
    expect((await relocationOf(open(now, saved))).unknown.length).toBe(1);
  });

  it("is an action of its own kind, which nobody is given who asks for other fixes", async () => {
    const document = open("#:a\n31C0 ; xor_eax,eax\nEB FE ; jmp !a\n");
    const actions = await hex0.actions!(document, { start: 0, end: 0 });
    expect(actions.map(({ kind, title }) => [kind, title])).toEqual([
      ["source.fixDisplacements", "Fix all displacements"],
    ]);
    expect(await hex0.actions!(open("#:a\nEB FE ; jmp !a\n"), { start: 0, end: 0 })).toEqual([]);
  });
});
