import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { fixture, marked } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { checksums } from "./index";

const a = "a".repeat(64);
const b = "b".repeat(64);
const files = {
  "/t/steps/manifest":
    "build: early-1\nbuild: bash-1\nbuild: one-1\nbuild: one-1\nbuild: two-2 ( CHROOT == False )\n",
  "/t/steps/early-1/pass1.kaem":
    "# early\nM2-Mesoplanet -f early.c -o ${BINDIR}/early\ncp early ${BINDIR}/late\nsha256sum -c early-1.checksums\n",
  "/t/steps/one-1/pass2.sh": "",
};

function open(text: string, path: string) {
  const found = fixture(text);
  const workspace = new Workspace(new MemoryFileSystem(files));
  const document: Document = { language: "bootstrap-checksums", path, text: found.text, workspace };
  return { document, ...found };
}

const seeds = {
  "/t/steps/manifest": "",
  "/t/seed/stage0-posix/kaem.x86":
    "./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/hex0_x86.hex0 ./x86/artifact/hex0\n",
};

describe("the answers of stage0-posix", () => {
  it.each([
    ["x86", "x86/artifact/he‸x0", ["/t/seed/stage0-posix/kaem.x86"]],
    ["x86", "x86/artifact/he‸x1", []],
    ["amd64", "x86/artifact/he‸x0", []],
  ])("of %s: %s", async (architecture, name, expected) => {
    const { text, cursors } = fixture(`${a}  ${name}\n`);
    const workspace = new Workspace(new MemoryFileSystem(seeds));
    const path = `/t/seed/stage0-posix/${architecture}.answers`;
    const document: Document = { language: "bootstrap-checksums", path, text, workspace };
    const found = await checksums.definition!(document, cursors[0]!);
    expect(found.map((target) => target.path)).toEqual(expected);
    const shown = await checksums.hover!(document, cursors[0]!);
    expect(shown?.markdown).toBe(
      expected.length === 0
        ? undefined
        : "`x86/artifact/hex0`\n\nMade, at seed/stage0-posix/kaem.x86:1:\n\n```kaem\n./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/hex0_x86.hex0 ./x86/artifact/hex0\n```",
    );
  });
});

const step = "/t/steps/early-1/early-1.checksums";
const packages = "/t/steps/SHA256SUMS.pkgs";
const complete = `${a}  one-1_0.tar.bz2\n${a}  one-1_1.tar.bz2\n${a}  two-2_0.tar.bz2\n`;

describe("diagnostics", () => {
  it.each([
    [step, `⟦${a} x⟧\n`, ["error malformed-line: Separate hash and name with two blanks"]],
    [step, `⟦${a} *x⟧\n`, ["error malformed-line: Separate hash and name with two blanks"]],
    [step, `${a}  x⟦\r⟧\n${a}  y\r\n`, ["error carriage-return: Use LF line ends in the whole file"]],
    [step, `${a}  x\n⟦${a}  x⟧\n`, ["warning duplicate: Remove the line"]],
    [step, `${a}  x\n⟦${b}⟧  x\n`, ["error conflicting-hash"]],
    [step, `${a}  x\n${a}  y\n`, []],
    [packages, complete, []],
    [packages, `${complete}${a}  ⟦three-3_0.tar.bz2⟧\n`, ["warning stale-package: Remove the line"]],
    [packages, `${complete}${a}  ⟦one-1_2.tar.bz2⟧\n`, ["warning stale-package: Remove the line"]],
    [packages, `${complete}${a}  base.tar.bz2\n`, []],
    [packages, complete.replace(/(.*)\n.*one-1_1.*/, "⟦$1⟧"), ["error missing-package"]],
    [packages, complete.replace(/\n(.*_1.*)\n.*two-2.*/, "\n⟦$1⟧"), ["warning missing-package"]],
    ["/elsewhere/SHA256SUMS.pkgs", `${a}  three-3_0.tar.bz2\n`, []],
  ])("of %s %j", async (path, text, expected) => {
    const { document } = open(text.replace(/[⟦⟧]/g, ""), path);
    const found = await checksums.diagnostics!(document);
    const ranges = found.map(({ range }) => range);
    expect(marked(document.text, ranges)).toBe(text);
    const shown = found.map(({ code, severity, fixes }) =>
      [`${severity} ${code.slice("checksums/".length)}`, ...(fixes ?? []).map(({ title }) => title)].join(
        ": ",
      ),
    );
    expect(shown).toEqual(expected);
  });
});

describe("what makes a file", () => {
  it.each([
    [packages, `${a}  one-1_1‸.tar.bz2\n`, ["manifest one-1", "one-1/pass2.sh"], 2],
    [packages, `‸${a}  two-2_0.tar.bz2\n`, ["manifest two-2"], 1],
    [packages, `‸${a}  three-3_0.tar.bz2\n`, [], 0],
    [step, `${a}  /usr/bin/ea‸rly\n`, ["early-1/pass1.kaem M2-Mesoplanet -f early.c -o ${BINDIR}/early"], 1],
    [step, `${a}  /usr/bin/la‸te\n`, ["early-1/pass1.kaem cp early ${BINDIR}/late"], 1],
    [step, `${a}  /usr/bin/o‸ther\n`, ["early-1/pass1.kaem"], 1],
  ])("in %s %j", async (path, text, expected, builds) => {
    const { document, cursors } = open(text, path);
    const found = await checksums.definition!(document, cursors[0]!);
    const shown = await Promise.all(
      found.map(async ({ path: target, range }) => {
        const named = range && (await document.workspace!.text(target))!.slice(range);
        return [target.replace("/t/steps/", ""), named].filter((part) => part !== undefined).join(" ");
      }),
    );
    expect(shown).toEqual(expected);
    expect((await checksums.hover!(document, cursors[0]!)) === undefined).toBe(expected.length === 0);
    expect(await checksums.references!(document, cursors[0]!)).toHaveLength(builds + 1);
  });

  it("is told in a hover", async () => {
    const { document } = open(complete, packages);
    expect((await checksums.hover!(document, 70))!.markdown).toBe(
      "`one-1_0.tar.bz2`\n\nPackage of **one-1**, build 1 under bash (pass 1 of the manifest).",
    );
  });
});

it("no service throws", async () => {
  const piece = fc.constantFrom(a, "  ", " ", "*", "one-1_0.tar.bz2", "\n", "\r", "ü");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string())),
      fc.constantFrom(step, packages),
      async (parts, path) => {
        const { document, text } = open(parts.join("").replace(/[⟦⟧‸]/g, ""), path);
        await checksums.diagnostics!(document);
        await checksums.hover!(document, text.length >> 1);
        await checksums.definition!(document, text.length >> 1);
        await checksums.references!(document, text.length >> 1);
        await checksums.outline!(document);
        let end = 0;
        for (const { range } of await checksums.semanticTokens!(document)) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          end = range.end;
        }
      },
    ),
    { numRuns: 200 },
  );
});
