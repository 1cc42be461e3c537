import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assembleHex0 } from "./hex0";

/** How many sources are compared; they go through each tool in one process. */
const SAMPLES = 400;

const have = (tool: string) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Whole bytes with blanks and comments anywhere, as a person might write them: nothing that a tool would drop. */
function sources(separators: readonly string[]): readonly string[] {
  const comment = fc
    .tuple(fc.constantFrom("#", ";"), fc.string({ unit: "grapheme", maxLength: 20 }))
    .map(([starter, text]) => `${starter}${text.replace(/[\r\n\0]/g, ".")}\n`);
  const between = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...separators) },
    { weight: 1, arbitrary: comment },
  );
  const digits = fc.array(fc.constantFrom(...Array.from("0123456789abcdefABCDEF")), { maxLength: 80 });
  const source = fc.tuple(digits, fc.array(between, { minLength: 80, maxLength: 80 })).map(([some, gaps]) =>
    some
      .slice(0, some.length & ~1)
      .map((digit, index) => digit + gaps[index]!)
      .join(""),
  );
  return fc.sample(source, SAMPLES).map((text) => `${text}\n`);
}

const ours = (source: string) => assembleHex0(new TextEncoder().encode(source)).bytes;

describe("against the tools that people use", () => {
  let folder = "";
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), "hex0-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The sources as files, in order. */
  function written(texts: readonly string[]): readonly string[] {
    return texts.map((text, index) => {
      const file = path.join(folder, `${index}.hex0`);
      writeFileSync(file, text);
      return file;
    });
  }

  it.runIf(have("xxd"))("gives what sed and xxd give", () => {
    const texts = sources(["", "", " ", "\t", "\n", "  \n\t"]);
    const result = spawnSync("sh", ["-c", "sed 's/[;#].*$//g' | xxd -r -p"], {
      input: texts.join(""),
      env: { PATH: process.env["PATH"], LC_ALL: "C" },
    });
    expect(result.stderr.toString()).toBe("");
    expect(toHex(result.stdout)).toBe(toHex(Buffer.concat(texts.map(ours))));
  });

  it.runIf(have("hex2"))("gives what hex2 of mescc-tools gives", () => {
    const texts = sources(["", "", " ", "\t", "\n", "\r\n"]);
    const output = path.join(folder, "out");
    const inputs = written(texts).flatMap((file) => ["-f", file]);
    const options = ["--architecture", "x86", "--base-address", "0", "--little-endian"];
    const result = spawnSync("hex2", [...inputs, "-o", output, ...options]);
    expect(result.status).toBe(0);
    expect(toHex(readFileSync(output))).toBe(toHex(Buffer.concat(texts.map(ours))));
  });
});
