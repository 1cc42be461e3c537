import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patched } from "../../core/src/languages/simplePatch/patched";
import { SourceText } from "../../core/src/text/sourceText";
import { folderWith } from "../support/folder";

/**
 * A simple-patch of live-bootstrap, built by hand from its steps/simple-patch-1.0/src with a header in the place of
 * M2libc's: `#include <fcntl.h>`, `#include <unistd.h>`, and TRUE and FALSE.
 */
const program = process.env["BOOTSTRAPPABLE_SIMPLE_PATCH"];

/** Few different bytes, so that a part is often there, and often nearly. */
const bytes = (maxLength: number) =>
  fc
    .array(fc.constantFrom(0x61, 0x62, 0x0a, 0x0d, 0x00, 0xff), { maxLength })
    .map((all) => Uint8Array.from(all));

const inputs = fc.record({
  file: bytes(40),
  before: fc.oneof(bytes(5), fc.tuple(fc.nat(40), fc.nat(8))),
  after: bytes(12),
});

describe.skipIf(program === undefined)("simple-patch", () => {
  it("is refused, or leaves the bytes that we say", () => {
    const folder = folderWith({});
    const names = ["file", "before", "after"].map((name) => path.join(folder, name));
    const said = { refused: 0, replaced: 0 };
    fc.assert(
      fc.property(inputs, ({ file, before: given, after }) => {
        const before = given instanceof Uint8Array ? given : file.slice(given[0], given[0] + given[1]);
        for (const [index, text] of [file, before, after].entries()) writeFileSync(names[index]!, text);
        const { status, signal } = spawnSync(program!, names);
        expect([0, 1, null]).toContain(status ?? signal);
        const [text, part, other] = [file, before, after].map((one) => new SourceText(one));
        const ours = patched(text!, part!, other!);
        said[ours === undefined ? "refused" : "replaced"]++;
        expect(ours === undefined ? 1 : 0).toBe(status);
        expect(readFileSync(names[0]!).equals(ours?.bytes ?? file)).toBe(true);
        expect(statSync(names[0]!).size).toBe((ours?.bytes ?? file).length);
      }),
      { numRuns: 300 },
    );
    expect(Math.min(said.refused, said.replaced)).toBeGreaterThan(50);
  }, 300_000);
});
