import { describe, expect, it } from "vitest";
import { failed } from "../../../assemble/assembly";
import { assembleHex0 } from "../../../assemble/hex0";
import { assembleHex2 } from "../../../assemble/hex2";
import { assembleM0 } from "../../../assemble/m0";
import { assembleM1 } from "../../../assemble/m1";
import { nodeFileSystem } from "../../../platform/node/fileSystem";
import { RememberedFiles } from "../../../platform/rememberedFiles";
import { SourceText } from "../../../text/sourceText";
import { Workspace } from "../../../tree/workspace";
import { raiseHex0 } from "../../hex/raise/raise";
import type { Document } from "../../language";
import { languageOfPath } from "../../registry";
import { architectureOfPath } from "../architectureOfPath";
import { auditDocument } from "../audited";
import { disassembleDocument } from "../disassembly";
import { expandingOf, situationOf } from "../situation";
import { sourceOf } from "../source";
import { lowerDocument } from "./document";
import { lowerToHex2 } from "./lower";
import { bytePieces, rangeOf } from "./pieces";

/** A live-bootstrap checkout with submodules. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

describe.skipIf(root === undefined)("upstream's sources", () => {
  const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));

  async function* sourcesBelow(folder: string): AsyncGenerator<string> {
    for (const { name, kind } of await nodeFileSystem.list(folder)) {
      const path = `${folder}/${name}`;
      if (kind === "directory" && name !== ".git") yield* sourcesBelow(path);
      else if (kind === "file" && /\.(hex[0-2]|M1)$/.test(name)) yield path;
    }
  }

  async function* documents(): AsyncGenerator<Document> {
    for (const folder of ["seed", "builder-hex0"]) {
      for await (const path of sourcesBelow(`${root}/${folder}`)) {
        const language = languageOfPath(path)!.id;
        yield { language, path, text: (await workspace.text(path))!, workspace };
      }
    }
  }

  it("lowered to hex0 assemble to their part of the program", { timeout: 240_000 }, async () => {
    for await (const document of documents()) {
      if (document.language === "hex0") continue;
      const lowered = (await lowerDocument(document, "hex0"))!;
      const { program, input } = lowered.situation;
      const pieces = bytePieces(program.assembly.map, input);
      const from = pieces.count === 0 ? 0 : pieces.from(0);
      const to = pieces.count === 0 ? 0 : pieces.to(pieces.count - 1);
      const { bytes } = assembleHex0(lowered.text.bytes);
      expect(Buffer.compare(bytes, program.assembly.bytes.subarray(from, to))).toBe(0);
      expect(lowered.text.lineCount - 1).toBe(lowered.lines.length);
    }
  });

  it(
    "disassembled show every byte once, in its place, and every instruction that the audit verified",
    { timeout: 240_000 },
    async () => {
      for await (const document of documents()) {
        const { rows, situation } = await disassembleDocument(document);
        const { program, input } = situation;
        const range = rangeOf(bytePieces(program.assembly.map, input));
        let at = range.start;
        for (const { offset, length } of rows) {
          expect(offset).toBe(at);
          at += length;
        }
        expect(at).toBe(range.end);
        if (document.language === "m1") continue;
        const shown = new Set(rows.filter(({ kind }) => kind === "instruction").map(({ offset }) => offset));
        const { lines } = await auditDocument(document);
        for (const { verdict, line } of lines)
          if (verdict === "agrees")
            expect(shown.has(line.bytes.start), `${document.path}:${line.line + 1}`).toBe(true);
      }
    },
  );

  it("M1 lowered to hex2 assembles to the same bytes", { timeout: 240_000 }, async () => {
    for await (const document of documents()) {
      if (document.language !== "m1") continue;
      const situation = await situationOf(document);
      const { reading, files } = expandingOf(situation, document.path!)!;
      const inputs = files.flat();
      const texts = inputs.map(({ bytes }, input) => {
        const source = sourceOf(new SourceText(bytes), "m1");
        return lowerToHex2({ ...reading, files }, source, input).text.bytes;
      });
      const options = {
        architecture: reading.architecture,
        bigEndian: reading.bigEndian,
        baseAddress: 0,
        map: false,
      };
      const again = assembleHex2([{ name: "", bytes: Buffer.concat(texts) }], options);
      const before = reading.stage ? assembleM0(inputs, options) : assembleM1(inputs, options);
      expect(Buffer.compare(again.bytes, before.bytes)).toBe(0);
    }
  });

  it("raised to hex2 assemble to the same bytes, with most of the references that they name", async () => {
    let found = 0;
    let all = 0;
    for await (const { path, text, language } of documents()) {
      if (language !== "hex0") continue;
      const guess = architectureOfPath(path!);
      const { hex2, machine, references, named } = raiseHex0(text.bytes, guess && { guess });
      const { baseAddress = 0 } = machine;
      const again = assembleHex2([{ name: "", bytes: hex2 }], { ...machine, baseAddress, map: false });
      expect(failed(again)).toBe(false);
      expect(Buffer.compare(again.bytes, assembleHex0(text.bytes).bytes)).toBe(0);
      found += references;
      all += named;
    }
    expect(found / all).toBeGreaterThan(0.95);
  });
});
