import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Architecture } from "@bootstrappable/core/assemble/architectures";
import { assembleHex2 } from "@bootstrappable/core/assemble/hex2";
import { assembleM1, expandM1 } from "@bootstrappable/core/assemble/m1";
import { describe, expect, it } from "vitest";
import { callAll, difference, errorsOf, unavailable } from "./tools";

const folder = path.join(import.meta.dirname, "corpus");
const files = readdirSync(folder);

/** A program for each architecture, in each byte order, at two addresses. */
const settings = [
  [false, 0x600000],
  [true, 0],
] as const;

describe.skipIf(unavailable !== undefined)(`corpus, as mescc-tools ${unavailable ?? ""}`, () => {
  it.each(files.flatMap((file) => settings.map((setting) => [file, ...setting] as const)))(
    "%s, big-endian %j, at %d",
    (file, bigEndian, baseAddress) => {
      const bytes = readFileSync(path.join(folder, file));
      const { name, ext } = path.parse(file);
      const architecture = name as Architecture;
      const inputs = [{ name: file, bytes }];
      const options = { architecture, bigEndian, baseAddress, map: false };
      const order = bigEndian ? "--big-endian" : "--little-endian";
      const common = ["-A", architecture, order, "-f", "{0}"];
      const linking = [...common, "-B", `0x${baseAddress.toString(16)}`];
      if (ext === ".hex2") {
        const ours = assembleHex2(inputs, options);
        const [tool] = callAll([{ tool: "hex2", args: linking, files: [bytes] }]);
        if (baseAddress === 0) expect(errorsOf(ours.findings)).toEqual([]);
        expect(difference(tool, ours.bytes, errorsOf(ours.findings))).toBeUndefined();
        return;
      }
      const text = expandM1(inputs, architecture, bigEndian);
      const [m1] = callAll([{ tool: "M1", args: common, files: [bytes] }]);
      expect(errorsOf(text.findings)).toEqual([]);
      expect(difference(m1, text.hex2, [])).toBeUndefined();
      const ours = assembleM1(inputs, options);
      const [hex2] = callAll([{ tool: "hex2", args: linking, files: [m1!] }]);
      expect(difference(hex2, ours.bytes, errorsOf(ours.findings))).toBeUndefined();
    },
  );
});
