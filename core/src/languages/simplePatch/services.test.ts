import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filesInTar } from "../../platform/tar";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import { kaem } from "../kaem/index";
import type { Document } from "../language";
import { openInTree } from "../kaem/testTree";
import { simplePatch } from "./index";

/** A tar archive of some files. */
function tar(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(files).map(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(text.length.toString(8).padStart(11, "0"), 124);
    header.write("0", 156);
    return Buffer.concat([header, Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const packed = gzipSync(tar({ "p-1/a.c": "one\ntwo\ntwo\nthree\n" }));
const hash = createHash("sha256").update(packed).digest("hex");
const script = (calls: string) =>
  `mkdir build\ncd build\nungz --file \${DISTFILES}/p-1.tar.gz --output p-1.tar\nuntar --file p-1.tar\n${calls}`;
const call = (name: string) =>
  `simple-patch p-1/a.c ../simple-patches/${name}.before ../simple-patches/${name}.after\n`;

type Pairs = Readonly<Record<string, readonly [string, string]>>;

/** A tree whose package b-1 has pairs of texts, and its script. */
function opened(pairs: Pairs, { sha256 = hash, calls = Object.keys(pairs).map(call).join("") } = {}) {
  const folder = "/t/steps/b-1";
  const tools = ["ungz", "untar", "simple-patch"];
  const all: Record<string, string> = {
    "/t/seed/seed.kaem": `mkdir -p \${BINDIR}\n${[...tools, "mkdir", "kaem"].map((name) => `cp /x86/bin/hex0 \${BINDIR}/${name}\n`).join("")}PATH=\${BINDIR}\nkaem --file /steps/0.sh\n`,
    "/t/distfiles/p-1.tar.gz": "",
    [`${folder}/sources`]: `f http://x/p-1.tar.gz ${sha256}\n`,
    [`${folder}/pass1.kaem`]: script(calls),
  };
  for (const [name, [before, after]] of Object.entries(pairs)) {
    all[`${folder}/simple-patches/${name}.before`] = before;
    all[`${folder}/simple-patches/${name}.after`] = after;
  }
  const { document, workspace: plain } = openInTree(`${folder}/pass1.kaem`, script(calls), all);
  const workspace = new Workspace(plain.files, undefined, {
    archives: (path, names) => {
      if (!path.endsWith("/distfiles/p-1.tar.gz")) return Promise.resolve(undefined);
      return Promise.resolve({
        sha256: hash,
        files: filesInTar(tar({ "p-1/a.c": "one\ntwo\ntwo\nthree\n" }), names),
      });
    },
  });
  return { document: { ...document, workspace }, workspace };
}

/** The findings in the script and in one side of the pairs in the package b-1. */
async function codes(
  pairs: Pairs,
  side: string,
  options: { sha256?: string; calls?: string } = {},
): Promise<{ script: string[]; file: string[] }> {
  const { document: ofPass, workspace } = opened(pairs, options);
  const ofScript = await kaem.diagnostics!(ofPass);
  const path = `/t/steps/b-1/simple-patches/${side}`;
  const text = (await workspace.text(path)) ?? SourceText.fromString("");
  const document: Document = { language: "simple-patch", path, text, workspace };
  const found = await simplePatch.diagnostics!(document);
  const mine = (all: readonly { code: string }[]) =>
    all.map(({ code }) => code).filter((code) => code.startsWith("simple-patch/"));
  return { script: mine(ofScript), file: mine(found) };
}

describe("a simple patch", () => {
  it.each([
    ["fits once", "three\n", "four\n", []],
    ["fits nowhere", "four\n", "five\n", ["simple-patch/no-match"]],
    ["fits twice", "two\n", "2\n", ["simple-patch/several-matches"]],
  ])("%s", async (_, before, after, expected) => {
    expect(await codes({ x: [before, after] }, "x.before")).toEqual({ script: expected, file: expected });
  });

  it("is made in what the ones before it left", async () => {
    const pairs = { x: ["one\ntwo\n", "one\n"], y: ["two\n", "2\n"] } as const;
    expect(await codes(pairs, "y.before")).toEqual({ script: [], file: [] });
  });

  it("is not judged by a distfile that is another", async () => {
    const other = await codes({ x: ["four\n", "five\n"] }, "x.before", { sha256: "0".repeat(64) });
    expect(other).toEqual({ script: [], file: [] });
  });

  it.each([
    ["x.before", "one", "1\n", "simple-patch/final-newline"],
    ["x.after", "one", "1\n", "simple-patch/final-newline"],
    ["x.before", "three\n", "three\n", "simple-patch/no-change"],
    ["x.before", "", "1\n", "simple-patch/empty"],
  ])("%s: %j and %j", async (side, before, after, code) => {
    expect((await codes({ x: [before, after] }, side)).file).toEqual([code]);
  });

  it("wants both sides", async () => {
    expect((await codes({}, "lone.before")).file).toContain("simple-patch/no-partner");
  });
});

it("answers for anything", async () => {
  const side = fc.oneof(
    fc.constantFrom("", "one\n", "two", "\n", "one\ntwo\n", "\r\n", "\0"),
    fc.string({ maxLength: 12 }),
  );
  const line = fc.oneof(
    fc.constantFrom(
      call("x"),
      call("y"),
      "simple-patch\n",
      "cd p-1\n",
      "rm p-1/a.c\n",
      "simple-patch p-1/a.c\n",
    ),
    fc.constantFrom(
      "untar --file p-1.tar\n",
      "cp p-1/a.c p-1/b.c\n",
      'simple-patch "p-1/a.c',
      "strange p-1/a.c\n",
    ),
    fc.string({ maxLength: 20 }),
  );
  const folder = "/t/steps/b-1/simple-patches";
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(side, side, side, side),
      fc.array(line, { maxLength: 5 }),
      fc.constantFrom("x.before", "x.after", "y.before", "lone.after"),
      fc.nat(30),
      async ([a, b, c, d], lines, name, offset) => {
        const { workspace } = opened({ x: [a, b], y: [c, d] }, { calls: lines.join("") });
        const path = `${folder}/${name}`;
        const text = (await workspace.text(path)) ?? SourceText.fromString("");
        const document: Document = { language: "simple-patch", path, text, workspace };
        const found = [
          ...(await simplePatch.diagnostics!(document)),
          ...(await simplePatch.lenses!(document)),
        ];
        const hover = await simplePatch.hover!(document, Math.min(offset, text.length));
        for (const { range } of hover === undefined ? found : [...found, hover]) {
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThanOrEqual(text.length);
        }
        await simplePatch.definition!(document, Math.min(offset, text.length));
      },
    ),
    { numRuns: 40 },
  );
});
