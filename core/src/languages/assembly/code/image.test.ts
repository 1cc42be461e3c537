import { describe, expect, it } from "vitest";
import { fixture } from "../../../testing/fixture";
import { portableHeader } from "../../../testing/portable";
import { languageOfPath } from "../../registry";

async function hoverIn(path: string, source: string): Promise<string> {
  const { text, cursors } = fixture(source);
  const language = languageOfPath(path)!;
  const document = { language: language.id, path, text, workspace: undefined };
  return (await language.hover!(document, cursors[0]!))?.markdown ?? "";
}

describe("a hover knows addresses as the audit does", () => {
  it.each<[what: string, path: string, source: string, expected: string]>([
    [
      "PE",
      "/a.hex0",
      `${portableHeader}\n#:start\nE‸8 FBFFFFFF ; call %start\n`,
      "→ **start** (`0x401000`, line 6)",
    ],
    ["PE in hex1", "/a.hex1", `${portableHeader}\n90\n‸EB FD\n`, "→ `0x401000` (line 6)"],
    [
      "a boot sector",
      "/boot.hex0",
      "#[7C00]\n#fade:\n90 # nop\nE‸B FD # jmp fade\n",
      "→ **fade** (`0x7C00`, line 2)",
    ],
  ])("%s", async (_, path, source, expected) => expect(await hoverIn(path, source)).toContain(expected));

  it("and tells where in a PE file a byte is", async () => {
    const hover = await hoverIn("/a.hex0", `${portableHeader}\n90\n4‸0 ; inc eax\n`);
    expect(hover).toContain("offset 513 (0x201) · address 0x401001");
  });
});
