import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { RememberedFiles } from "../../platform/rememberedFiles";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import { languageOfPath } from "../registry";
import { auditFile } from "./auditFile";
import { auditService } from "./auditService";
import { twinDiagnostics } from "./twins";

/** An ELF header of 84 bytes for x86, as hex2 has it; the labels are those of a source behind it. */
const header = [
  ":ELF_base",
  "7F 45 4C 46 01 01 01 03 00 00 00 00 00 00 00 00",
  "02 00 03 00 01 00 00 00 &_start %34>0 00 00 00 00",
  "00 00 00 00 34 00 20 00 01 00 00 00 00 00 00 00",
].join("\n");

const elf = header.replace("%34>0", "34 00 00 00") + segment("%ELF_end>ELF_base %ELF_end>ELF_base", "07");

function segment(sizes: string, flags: string): string {
  return `\n01 00 00 00 00 00 00 00 00 80 04 08 00 80 04 08 ${sizes} ${flags} 00 00 00 00 10 00 00\n`;
}

/** The same header by hand, of a program that starts behind it and has so many bytes. */
function elfByHand(size: string, flags = "07"): string {
  const by = elf
    .replace(":ELF_base", "")
    .replace("&_start", "54 80 04 08")
    .replace("07 00 00 00", `${flags} 00 00 00`);
  return by.replaceAll("%ELF_end>ELF_base", `${size} 00 00 00`);
}

const nops = "90 90 90 90 90 90 90 90 90 90\n".repeat(4);
const m1Nops = "nop nop nop nop nop nop nop nop nop nop\n".repeat(4);
const x86 = "/t/x86";

const defines = "DEFINE nop 90\nDEFINE mov_ebx, BB\nDEFINE jmp EB\nDEFINE ret C3\n";
const m1 = `${defines}:_start\n${m1Nops}mov_ebx, &text\njmp !_start\n:text "hi"\n:ELF_end\n`;
const code = `${nops}BB AF 80 04 08 # mov_ebx, &text\nEB D1\n68 69 00\n`.replace("AF 80", "83 80");

function documentOf(files: Readonly<Record<string, string>>, path: string) {
  const workspace = new Workspace(new MemoryFileSystem(files));
  return {
    language: languageOfPath(path)!.id,
    path,
    text: SourceText.fromString(files[path]!),
    workspace,
  };
}

/** What is told of the first of some files, each as `line message`, with what its related places are. */
async function told(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const document = documentOf(files, Object.keys(files)[0]!);
  return (await twinDiagnostics(document)).map(({ range, message, severity, code: its, related = [] }) => {
    expect([severity, its]).toEqual(["hint", "audit/twin"]);
    const places = related.map(({ path = "", range: place, message: said }) => {
      const text = SourceText.fromString(files[path]!);
      return `${path}:${text.lineAt(place.start) + 1} ${text.slice(place)} (${said})`;
    });
    return [`${document.text.lineAt(range.start) + 1} ${message}`, ...places].join(" | ");
  });
}

describe("a source beside its prototype", () => {
  it("is left alone where both give the same bytes", async () => {
    expect(await told({ "/t/a.hex0": "90 EB FD\n", "/t/a.hex2": ":a 90 EB !a\n" })).toEqual([]);
    expect(await told({ "/t/a.hex0": "90 EB FD\n" })).toEqual([]);
  });

  it("is told from it at the first byte that is another", async () => {
    const hex2 = `:start\n${nops}EB !start\nC3\n`;
    const path = `${x86}/a.hex0`;
    const prototype = `${x86}/Development/a.hex2`;
    expect(await told({ [path]: `${nops}EB D6\nC3\n`, [prototype]: hex2 })).toEqual([]);
    expect(await told({ [path]: `${nops}EB D7\nC3\n`, [prototype]: hex2 })).toEqual([
      `5 The byte at 0x29 is D7 here, and D6 in \`Development/a.hex2\`: 1 of 43 differs. | ${prototype}:6 !start (D6 at 0x29)`,
    ]);
    expect(await told({ [path]: `${nops}EB D6\nC3 01\n`, [prototype]: hex2 })).toEqual([
      `6 The bytes go on with 01 at 0x2B here, and end in \`Development/a.hex2\`: 1 of 44 differs. | ${prototype}:7 C3 (It ends before 0x2B)`,
    ]);
    expect(await told({ [path]: `${nops}EB D6\n`, [prototype]: hex2 })).toEqual([
      `5 The bytes end at 0x2A here, and go on with C3 in \`Development/a.hex2\`: 1 of 43 differs. | ${prototype}:7 C3 (C3 at 0x2A)`,
    ]);
  });

  it("is another program where too few bytes are the same", async () => {
    expect(await told({ [`${x86}/a.hex0`]: "90 90 90\n", [`${x86}/a.hex2`]: "90 C3 90\n" })).toEqual([]);
    expect(await told({ [`${x86}/a.hex0`]: nops, [`${x86}/a.hex2`]: nops + nops })).toEqual([]);
  });

  it("is read with the header of its architecture in front, which is not compared", async () => {
    const files = { [`${x86}/Development/a.M1`]: m1, [`${x86}/ELF-x86.hex2`]: elf };
    const path = `${x86}/a.hex0`;
    expect(await told({ [path]: elfByHand("86") + code, ...files })).toEqual([]);
    // The flags of a header by hand are its own, and M1 fills up its strings.
    expect(await told({ [path]: elfByHand("86", "01") + code, ...files })).toEqual([]);
    const wrong = code.replace("83 80", "84 80");
    expect(await told({ [path]: elfByHand("86") + wrong, ...files })).toEqual([
      `10 The byte at 0x7D is 84 here, and 83 in \`Development/a.M1\`: 1 of 50 differs. | ${x86}/Development/a.M1:10 &text (83 at 0x7D)`,
    ]);
  });

  it("is not held against what cannot be assembled for certain", async () => {
    const wrong = { [`${x86}/a.hex0`]: elfByHand("86") + code.replace("EB D1", "EB D0") };
    const M1 = { [`${x86}/Development/a.M1`]: m1 };
    const headed = { ...wrong, ...M1, [`${x86}/ELF-x86.hex2`]: elf };
    expect(await told(headed)).toHaveLength(1);
    // No header, two of them, a macro and a label that are nowhere.
    expect(await told({ ...wrong, ...M1 })).toEqual([]);
    expect(await told({ ...headed, [`${x86}/ELF-i386.hex2`]: elf })).toEqual([]);
    expect(
      await told({ ...headed, [`${x86}/Development/a.M1`]: m1.replace("DEFINE ret C3", "") }),
    ).toHaveLength(1);
    expect(await told({ ...headed, [`${x86}/Development/a.M1`]: m1.replace("DEFINE nop 90", "") })).toEqual(
      [],
    );
    expect(await told({ ...headed, [`${x86}/Development/a.M1`]: m1.replace(":text", ":other") })).toEqual([]);
  });

  it("is not held against addresses when it is nowhere said where it is", async () => {
    const hex0 = { [`${x86}/a.hex0`]: `${nops}00 00 00 10 C3\n` };
    expect(await told({ ...hex0, [`${x86}/a.hex2`]: `:a ${nops}00 00 00 10 C2\n` })).toHaveLength(1);
    expect(await told({ ...hex0, [`${x86}/a.hex2`]: `:a ${nops}&a C3\n` })).toEqual([]);
    // Without an architecture even a displacement is a guess; boot code is x86's.
    expect(await told({ "/t/a.hex0": `${nops}C3`, "/t/a.hex2": `${nops}C2` })).toEqual([]);
    expect(await told({ "/t/boot.hex0": `${nops}C3`, "/t/boot.hex2": `${nops}C2` })).toHaveLength(1);
    const boot = { "/t/boot.hex0": `${nops}00 7C 00 01` };
    expect(await told({ ...boot, "/t/boot.hex2": `:a ${nops}&a` })).toEqual([
      "5 The byte at 0x2B is 01 here, and 00 in `boot.hex2`: 1 of 44 differs. | /t/boot.hex2:5 &a (00 at 0x2B)",
    ]);
  });

  it("is held against the nearest prototype that is the same program", async () => {
    const hex0 = { [`${x86}/a.hex0`]: `${nops}C3\n` };
    const M1 = { [`${x86}/a.M1`]: `DEFINE nop 90\nDEFINE iret CF\n${m1Nops}iret\n` };
    const differs = await told({ ...hex0, ...M1 });
    expect(differs[0]).toContain("CF in `a.M1`");
    expect(await told({ ...hex0, ...M1, [`${x86}/a.hex2`]: `${nops}C3\n` })).toEqual([]);
    expect(await told({ ...hex0, ...M1, [`${x86}/a.hex2`]: "%nowhere" })).toEqual(differs);
    expect(await told({ ...hex0, ...M1, [`${x86}/a.hex2`]: "C3" })).toEqual(differs);
    // The prototype says nothing of what was made of it.
    expect(await told({ ...M1, ...hex0 })).toEqual([]);
  });

  it("is read in its place in the program that scripts build", async () => {
    const seed = "/t/seed/stage0-posix";
    const path = `${seed}/x86/tool.hex2`;
    const prototype = `${seed}/x86/Development/tool.M1`;
    const files = {
      [path]: `:_start\n${nops}BB &text\nC2\n:text 68 69 00\n:ELF_end\n`,
      "/t/steps/manifest": "",
      [`${seed}/kaem.x86`]: "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini.kaem\n",
      [`${seed}/x86/mini.kaem`]:
        "./x86/artifact/catm ./x86/artifact/t.hex2 ./x86/ELF-x86.hex2 ./x86/tool.hex2\n./x86/artifact/hex2-0 ./x86/artifact/t.hex2 ./x86/artifact/tool\n",
      [`${seed}/x86/ELF-x86.hex2`]: elf,
      [prototype]: `${defines}:_start\n${m1Nops}mov_ebx, &text\nret\n:text "hi"\n:ELF_end\n`,
    };
    expect(await told(files)).toEqual([
      `7 The byte at 0x81 is C2 here, and C3 in \`Development/tool.M1\`: 1 of 49 differs. | ${prototype}:11 ret (C3 at 0x81)`,
    ]);
    expect(await told({ ...files, [path]: files[path].replace("C2", "C3") })).toEqual([]);
  });

  it("has its finding with those of the audit, in the editor and in a list of files", async () => {
    const files = { [`${x86}/a.hex0`]: `${nops}C3\n`, [`${x86}/a.hex2`]: `${nops}C2\n` };
    const document = documentOf(files, `${x86}/a.hex0`);
    const codes = (found: readonly { readonly code: string }[]) => found.map((each) => each.code);
    expect(codes(await auditService(document))).toEqual(["audit/twin"]);
    const audited = await auditFile(document.workspace, document.path);
    expect(audited === "nothing" ? [] : codes(audited!.diagnostics)).toEqual(["audit/twin"]);
  });
});

/** A live-bootstrap checkout with submodules. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

/**
 * Each of upstream's, looked at. In AArch64 and in kaem-minimal p_filesz and p_memsz of the header by hand are not
 * the program's size; in riscv32 a prototype in M1 has kept another instruction.
 */
const differing = [
  "AArch64/hex2_AArch64.hex1:56 The byte at 0x60 is 21 here, and 8D in `Development/hex2_AArch64.hex2`: 4 of 1677 differ.",
  "riscv32/Development/hex2_riscv32.hex2:145 The byte at 0xE8 is 93 here, and 13 in `hex2_riscv32.M1`: 2 of 1916 differ.",
  "riscv32/hex1_riscv32.hex0:127 The byte at 0xC4 is 93 here, and 13 in `Development/hex1_riscv32.M1`: 2 of 1105 differ.",
  "riscv32/kaem-minimal.hex0:57 The byte at 0x44 is 7A here, and 7E in `Development/kaem-minimal.hex2`: 2 of 894 differ.",
];

describe.skipIf(root === undefined)("upstream's sources, set BOOTSTRAPPABLE_UPSTREAM", () => {
  it("differ from their prototypes where they are known to", async () => {
    const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));
    const found: string[] = [];
    async function look(folder: string): Promise<void> {
      for (const { name, kind } of await nodeFileSystem.list(folder)) {
        const path = `${folder}/${name}`;
        if (kind === "directory" && name !== ".git") await look(path);
        if (kind !== "file" || !/\.hex[0-2]$/.test(name)) continue;
        const text = (await workspace.text(path))!;
        const document = { language: languageOfPath(path)!.id, path, text, workspace };
        for (const { message, range } of await twinDiagnostics(document))
          found.push(`${path.replace(/^.*\/stage0-posix\//, "")}:${text.lineAt(range.start) + 1} ${message}`);
      }
    }
    await look(`${root}/seed/stage0-posix`);
    await look(`${root}/builder-hex0`);
    expect(found.sort()).toEqual(differing);
  }, 120_000);
});
