import { describe, expect, it } from "vitest";
import { auditDocument } from "../../languages/assembly/audited";
import { languageOfPath } from "../../languages/registry";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { RememberedFiles } from "../../platform/rememberedFiles";
import { Workspace } from "../../tree/workspace";
import type { Mode } from "../decoder";
import { knightOpcodes } from "../knightOpcodes";
import { describeInstruction } from "./describe";

it.each<[mode: Mode, mnemonic: string, text: string, expected: string]>([
  ["x86-32", "mov", "mov eax, [ebp - 8]", "Copies `[ebp - 8]` to `eax`"],
  ["x86-32", "xor", "xor eax, eax", "Sets `eax` to zero"],
  ["x86-32", "xor", "xor eax, ebx", "Inverts those bits of `eax` that are set in `ebx`"],
  [
    "x86-32",
    "movsb",
    "rep movsb",
    "Copies the byte at si to di, and steps both on; as often as the counter says",
  ],
  ["arm", "addseq", "addseq r0, r1, r2", "Adds, and sets the flags, if equal (Z = 1)"],
  ["arm", "bls", "bls #0", "Jumps, if unsigned ≤ (C = 0 or Z = 1)"],
  ["arm", "bleq", "bleq #0", "Calls: keeps the address behind it in lr and jumps, if equal (Z = 1)"],
  ["arm", "movs", "movs r0, r1", "Copies a register or a number, and sets the flags"],
  ["riscv64", "c.addi", "c.addi a0, 1", "Adds a number of 12 bits"],
])("%s %s: %s", (mode, mnemonic, text, expected) =>
  expect(describeInstruction({ mnemonic, text }, mode)).toBe(expected),
);

it("every instruction of Knight has a text", () => {
  const missing = knightOpcodes.filter(
    ([, , name]) => describeInstruction({ mnemonic: name.toLowerCase(), text: name }, "knight") === undefined,
  );
  expect(missing).toEqual([]);
});

/** A live-bootstrap checkout with submodules. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

describe.skipIf(root === undefined)("upstream’s instructions, set BOOTSTRAPPABLE_UPSTREAM", () => {
  const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));

  async function* sourcesBelow(folder: string): AsyncGenerator<string> {
    for (const { name, kind } of await nodeFileSystem.list(folder)) {
      const path = `${folder}/${name}`;
      if (kind === "directory" && name !== ".git") yield* sourcesBelow(path);
      else if (kind === "file" && /\.hex[0-2]$/.test(name)) yield path;
    }
  }

  it.each(["seed/stage0-posix", "builder-hex0"])(
    "all have a text: %s",
    async (folder) => {
      const missing = new Set<string>();
      let known = 0;
      for await (const path of sourcesBelow(`${root}/${folder}`)) {
        const text = await workspace.text(path);
        const document = { language: languageOfPath(path)!.id, path, text: text!, workspace };
        for (const { instruction, mode, verdict } of (await auditDocument(document)).lines) {
          if (instruction === undefined || mode === undefined || !/^(agrees|uncommented)$/.test(verdict))
            continue;
          if (describeInstruction(instruction, mode) === undefined)
            missing.add(`${mode} ${instruction.mnemonic}`);
          else known++;
        }
      }
      expect([...missing]).toEqual([]);
      expect(known).toBeGreaterThan(1000);
    },
    240_000,
  );
});
