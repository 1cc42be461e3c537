import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { nodeHashFile } from "../../platform/node/hashFile";
import { defaultConfiguration, type Configuration } from "../configuration";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import { verifyTree } from "./verifyTree";

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 of `a` and `b`, each with a line end. */
const a = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";
const b = "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f";

/** What is found in a tree of those files: `path:line code message`, and the counts. */
async function verified(
  files: Record<string, string | Uint8Array>,
  configuration: Configuration = defaultConfiguration("x86"),
) {
  const system = new MemoryFileSystem(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`/t/${path}`, text])),
  );
  const workspace = new Workspace(system);
  const { findings, counts } = await verifyTree(treeAt("/t"), workspace, configuration, async (path) => {
    const bytes = await system.read(path);
    return bytes && { sha256: await sha256(Uint8Array.from(bytes)), size: bytes.length };
  });
  const shown = await Promise.all(
    findings.map(async ({ path, diagnostic: { code, range, message } }) => {
      const text = await workspace.text(path);
      return `${path.slice("/t/".length)}:${text!.lineAt(range.start) + 1} ${code} ${message}`;
    }),
  );
  return { shown, counts };
}

const posix = "seed/stage0-posix/bootstrap-seeds/POSIX";

describe("seeds", () => {
  it.each<[what: string, files: Record<string, string | Uint8Array>, shown: string[], counts: object]>([
    ["equal", { "x86/hex0-seed": "AB", "x86/hex0_x86.hex0": "41 # x\n42\n" }, [], { good: 1 }],
    [
      "with another byte",
      { "x86/hex0-seed": "AC", "x86/hex0_x86.hex0": "41 # x\n42\n" },
      [
        `${posix}/x86/hex0_x86.hex0:2 verify/seed-differs Byte 1 of hex0-seed is 43, its source makes 42 there.`,
      ],
      { bad: 1 },
    ],
    [
      "shorter",
      { "x86/kaem-optional-seed": "A", "x86/kaem-minimal.hex0": "41 # x\n42\n" },
      [
        `${posix}/x86/kaem-minimal.hex0:2 verify/seed-differs kaem-optional-seed has 1 bytes, its source makes 2.`,
      ],
      { bad: 1 },
    ],
    [
      "longer",
      { "x86/kaem-optional-seed": "ABC", "x86/kaem-minimal.hex0": "41\n42\n" },
      [
        `${posix}/x86/kaem-minimal.hex0:3 verify/seed-differs kaem-optional-seed has 3 bytes, its source makes 2.`,
      ],
      { bad: 1 },
    ],
    ["as source only", { "AMD64/hex0_AMD64.hex0": "41\n" }, [], { sourceOnly: 1 }],
    [
      "as binary only",
      { "AMD64/hex0-seed": "A" },
      [`${posix}/AMD64/hex0-seed:1 verify/seed-unexplained There is no ${posix}/AMD64/hex0_AMD64.hex0.`],
      { bad: 1 },
    ],
    [
      "as their own hex0 reads them",
      { "x86/hex0-seed": "\u0050", "x86/hex0_x86.hex0": "4G\n" },
      [],
      { good: 1 },
    ],
    [
      "as riscv64's reads them",
      { "riscv64/hex0-seed": "A", "riscv64/hex0_riscv64.hex0": "# x\r41\n" },
      [],
      { good: 1 },
    ],
  ])("%s", async (_, files, shown, counts) => {
    const placed = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [`${posix}/${path}`, text]),
    );
    const result = await verified(placed);
    expect(result.shown).toEqual(shown);
    expect(result.counts.seeds).toEqual({ good: 0, bad: 0, sourceOnly: 0, ...counts });
  });
});

describe("distfiles and built programs", () => {
  it("are right, wrong or not there", async () => {
    const { shown, counts } = await verified({
      "steps/p-1/sources": `f http://x/a ${a}\nf http://x/b ${a} b.tar\nf http://x/c ${a}\n`,
      "steps/q-1/sources": `g git://x~1 _ ${a} a\n`,
      "distfiles/a": "a\n",
      "distfiles/b.tar": "b\n",
    });
    expect(shown).toEqual([
      `steps/p-1/sources:2 sources/other-distfile distfiles/b.tar (2 bytes) has SHA-256 ${b}.`,
    ]);
    expect(counts.distfiles).toEqual({ good: 1, bad: 1, missing: 1 });
  });

  it("are not looked for outside of the tree", async () => {
    const { counts } = await verified({
      "steps/p-1/sources": `f _ ${a} ../a\nf _ ${a} ..\n`,
      a: "b\n",
      "seed/stage0-posix/x86.answers": `${a}  ../../a\n${a}  /t/a\n`,
    });
    expect([counts.distfiles, counts.artifacts]).toEqual([
      { good: 0, bad: 0, missing: 2 },
      { good: 0, bad: 0 },
    ]);
  });

  it("are compared with the answers", async () => {
    const { shown, counts } = await verified({
      "seed/stage0-posix/x86.answers": `${a}  x86/bin/a\n${a}  x86/bin/b\n${a}  x86/bin/c\n`,
      "seed/stage0-posix/x86/bin/a": "a\n",
      "seed/stage0-posix/x86/bin/b": "b\n",
    });
    expect(shown).toEqual([
      `seed/stage0-posix/x86.answers:2 verify/artifact-differs x86/bin/b has SHA-256 ${b}.`,
    ]);
    expect(counts.artifacts).toEqual({ good: 1, bad: 1 });
  });
});

it("forms of checksums and sources are read wherever trees have them", async () => {
  const { shown, counts } = await verified({
    "seed/x.x86.checksums": "no\n",
    "seed/stage0-posix/x86.answers": `${a}  a\n`,
    "steps/p-1/p-1.checksums": `${a} a\n`,
    "steps/p-1/sources": "x\n",
  });
  expect(shown.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "seed/x.x86.checksums:1 checksums/malformed-line",
    "steps/p-1/p-1.checksums:1 checksums/malformed-line",
    "steps/p-1/sources:1 sources/malformed-line",
  ]);
  expect([counts.checksums, counts.sources]).toEqual([
    { files: 3, lines: 1 },
    { files: 1, lines: 0 },
  ]);
});

describe("packages", () => {
  const sums = (...files: string[]) => files.map((file) => `${a}  ${file}.tar.bz2\n`).join("");
  it.each<[what: string, manifest: string, sums: string, found: string[]]>([
    ["of kaem need none", "build: p-1\nbuild: bash-2\n", "", []],
    ["count their builds", "build: bash-2\nbuild: p-1\nbuild: p-1\n", sums("p-1_0", "p-1_1"), []],
    ["include a second bash", "build: bash-2\nbuild: bash-5\n", sums("bash-5_0"), []],
    [
      "count those whose name goes on",
      "build: bash-2\nbuild: p-1.7.8\nbuild: p-1.7\n",
      sums("p-1.7.8_0", "p-1.7_1"),
      [],
    ],
    [
      "are missing",
      "build: bash-2\nbuild: p-1\nbuild: p-1\n",
      sums("p-1_0"),
      ["steps/manifest:3 checksums/missing-package"],
    ],
    [
      "are missing only where the build is active",
      "build: bash-2\nbuild: p-1 ( CHROOT == False )\nbuild: q-1 ( CHROOT == True )\n",
      "",
      ["steps/manifest:3 checksums/missing-package"],
    ],
    [
      "are stale only where no build could make them",
      "build: bash-2\nbuild: p-1 ( CHROOT == False )\n",
      sums("p-1_0", "p-1_1", "q-1_0"),
      ["steps/SHA256SUMS.pkgs:2 checksums/stale-package", "steps/SHA256SUMS.pkgs:3 checksums/stale-package"],
    ],
    [
      "stand there twice",
      "build: bash-2\nbuild: p-1\n",
      sums("p-1_0", "p-1_0"),
      ["steps/SHA256SUMS.pkgs:2 checksums/duplicate"],
    ],
  ])("%s", async (_, manifest, text, found) => {
    const { shown } = await verified({ "steps/manifest": manifest, "steps/SHA256SUMS.pkgs": text });
    // What the form of an empty file or of a name is to be is told elsewhere.
    const mine = shown
      .map((line) => line.split(" ").slice(0, 2).join(" "))
      .filter((line) => !line.includes("malformed"));
    expect(mine).toEqual(found);
  });
});

it("never throws, whatever the files hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (bytes) => {
      await verified({
        "steps/manifest": bytes,
        "steps/SHA256SUMS.pkgs": bytes,
        "steps/p/sources": bytes,
        [`${posix}/x86/hex0-seed`]: bytes,
        [`${posix}/x86/hex0_x86.hex0`]: bytes,
        "seed/stage0-posix/x86.answers": bytes,
      });
    }),
    { numRuns: 300 },
  );
});

/** A live-bootstrap checkout with submodules. */
const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"] ?? "";

it.skipIf(upstream === "")(
  "upstream agrees with itself but for one line of a package that nothing makes",
  async () => {
    const workspace = new Workspace(nodeFileSystem);
    const { findings, counts } = await verifyTree(
      treeAt(upstream),
      workspace,
      defaultConfiguration("x86"),
      nodeHashFile,
    );
    expect(
      findings.map(({ path, diagnostic }) => `${path.slice(upstream.length + 1)} ${diagnostic.message}`),
    ).toEqual(["steps/SHA256SUMS.pkgs No build of the manifest makes libffi-3.3_0.tar.bz2."]);
    expect(counts.seeds).toEqual({ good: 10, bad: 0, sourceOnly: 0 });
  },
);
